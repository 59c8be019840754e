using System.Globalization;
using OpenPayments.Ingestion.Schema;
using OpenPayments.Ingestion.Sources;
using Sylvan.Data.Csv;

namespace OpenPayments.Ingestion.Tests.Chunks;

/// <summary>The real rows that CMS published, cell by cell against an independent reader.</summary>
public sealed class RealSampleTests
{
    public static TheoryData<string> Samples => [.. Directory.GetFiles(Folder, "*.csv").Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "samples");

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Sample_IsAcceptedWhole_CellByCell(string fileName)
    {
        var path = Path.Combine(Folder, fileName);
        var source = Assert.Single((await SourceFinder.FindAsync([path], SourceFilter.All, TestContext.Current.CancellationToken)).Files);
        var bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);

        var rows = EngineHarness.Run(bytes, source.Id, windowBytes: 32 << 10);

        Assert.Empty(rows.Quarantined);
        var texts = rows.Columns.ToDictionary(column => column.Name, column => EngineHarness.Texts(column));
        using var reader = CsvDataReader.Create(path);
        var columns = source.Layout.Columns;
        var row = 0;
        for (; reader.Read(); row++)
        {
            for (var i = 0; i < columns.Length; i++)
            {
                var expected = reader.GetString(i);
                if (columns[i].Name == "program_year") Assert.Equal(source.Id.ProgramYear.ToString(CultureInfo.InvariantCulture), expected);
                else Assert.Equal(expected.Length == 0 ? null : columns[i].Type == ColumnType.Cents ? decimal.Parse(expected, CultureInfo.InvariantCulture).ToString("0.00", CultureInfo.InvariantCulture) : expected, texts[columns[i].Name][row]);
            }
        }

        Assert.Equal(row, rows.RowCount);
        Assert.Equal(row, rows.RecordCount);
    }
}
