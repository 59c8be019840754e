using System.Globalization;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Reconciliation;
using OpenPayments.Ingestion.Schema;
using Sylvan.Data.Csv;

namespace OpenPayments.Pipeline.Tests;

/// <summary>The real rows that CMS published: none is rejected, every cent and every value is in the lake.</summary>
public sealed class RealSampleTests
{
    private static readonly IngestionSettings SmallChunks = new() { ChunkSizeBytes = 100_000 };

    public static TheoryData<string> Samples => [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "samples"), "*.csv").Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Sample_IsInTheLakeToTheRowAndToTheCent(string path)
    {
        using var pipeline = new Pipeline();

        var manifest = await pipeline.IngestAsync(path, SmallChunks);

        var layout = manifest.Landed.Layout;
        var published = new ColumnChecksums(layout);
        published.AddCsv(path, _ => true);
        var accepted = new ColumnChecksums(layout);
        accepted.AddParts(pipeline.PathsOf(manifest.Parts), manifest.Landed.Id.ProgramYear);
        Assert.Equal(published.Sums, accepted.Sums);
        Assert.Equal(published.RowCount, manifest.Validation.AcceptedCount);
        Assert.Equal(Verdict.Pass, manifest.Validation.Verdict);
        Assert.Equal(SumAmounts(path, layout), manifest.Validation.Amounts.Select(amount => (amount.Column, amount.AcceptedCents / 100m)));
    }

    private static IEnumerable<(string Column, decimal Dollars)> SumAmounts(string path, FileLayout layout)
    {
        var sums = layout.Columns.Select((column, index) => (column, index)).Where(entry => entry.column.Type == ColumnType.Cents).ToDictionary(entry => entry.index, _ => 0m);
        using var reader = CsvDataReader.Create(path);
        while (reader.Read())
            foreach (var index in sums.Keys)
                sums[index] += decimal.Parse(reader.GetString(index), CultureInfo.InvariantCulture);
        return sums.Select(sum => (layout.Columns[sum.Key].Name, sum.Value));
    }
}
