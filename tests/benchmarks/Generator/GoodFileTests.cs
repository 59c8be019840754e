using System.Globalization;
using OpenPayments.Generator;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Benchmarks.Tests.Generator;

public sealed class GoodFileTests
{
    public static TheoryData<string> Eras => Generated.Eras;

    [Theory, MemberData(nameof(Eras))]
    public void AnIndependentReader_FindsTheStatedRecordsAndCents(string eraId)
    {
        var layout = EraCatalog.Find(eraId);
        var generated = Generated.From(GeneratorOptions.For(layout) with { RecordCount = 2_000, QuotedNewlineShare = 0.05 });

        var rows = generated.ReadAll(out var header);

        Assert.Equal(layout.Columns.Select(column => column.SourceName), header);
        Assert.Equal(2_000, rows.Count);
        Assert.Equal(2_000, generated.File.RecordCount);
        Assert.Equal(generated.Bytes.Length, generated.File.LengthBytes);
        Assert.Empty(generated.File.Ledger);
        foreach (var amounts in generated.File.Amounts)
            Assert.Equal(amounts.GoodCents, rows.Sum(row => Cents(row[layout.IndexOf(amounts.Column)])));
        Assert.Equal(layout.Columns.Count(column => column.Type == ColumnType.Cents), generated.File.Amounts.Length);
    }

    [Theory, MemberData(nameof(Eras))]
    public void TheHeader_ChoosesTheEraItWasMadeFor(string eraId)
    {
        var generated = Generated.From(GeneratorOptions.For(EraCatalog.Find(eraId)) with { RecordCount = 1, Quoting = Quoting.All });

        generated.ReadAll(out var header);

        var match = EraCatalog.Match(header);
        Assert.Equal(eraId, match.Layout?.EraId);
        Assert.Null(match.Drift);
    }

    [Fact]
    public void RecordIds_AreUnique()
    {
        var layout = EraCatalog.Find("general-g3");
        var rows = Generated.From(GeneratorOptions.For(layout) with { RecordCount = 20_000 }).ReadAll(out _);

        Assert.Equal(20_000, rows.Select(row => row[layout.IndexOf("record_id")]).Distinct().Count());
    }

    [Fact]
    public void CmsQuoting_LeavesAmountsAndEmptiesBareAndQuotesTheRest()
    {
        var layout = EraCatalog.Find("general-g2");
        var generated = Generated.From(GeneratorOptions.For(layout) with { RecordCount = 200, QuotedNewlineShare = 0 });

        foreach (var (offset, length) in generated.Lines())
        {
            var line = generated.Text(offset, length).TrimEnd('\n');
            var cells = SplitAsSpelled(line);
            Assert.Equal(layout.Columns.Length, cells.Count);
            for (var i = 0; i < cells.Count; i++)
            {
                var isBare = layout.Columns[i].Type == ColumnType.Cents || cells[i].Length == 0;
                Assert.Equal(!isBare, cells[i].StartsWith('"'));
            }
        }
    }

    [Fact]
    public void QuotingAll_LeavesNothingBare()
    {
        var generated = Generated.From(GeneratorOptions.For(EraCatalog.Find("research-g3")) with { RecordCount = 200, QuotedNewlineShare = 0, Quoting = Quoting.All });

        Assert.All(generated.Lines(), line => Assert.All(SplitAsSpelled(generated.Text(line.Offset, line.Length).TrimEnd('\n')), cell => Assert.StartsWith("\"", cell)));
    }

    [Fact]
    public void CrLf_EndsEveryRecordAndChangesNoValue()
    {
        var options = GeneratorOptions.For(EraCatalog.Find("ownership-g3")) with { RecordCount = 500 };
        var unix = Generated.From(options);
        var windows = Generated.From(options with { UseCrLf = true });

        Assert.All(windows.Lines(), line => Assert.EndsWith("\r\n", windows.Text(line.Offset, line.Length)));
        Assert.Equal(unix.ReadAll(out _), windows.ReadAll(out _));
    }

    [Fact]
    public void AFile_HoldsQuotedNewlinesDoubledQuotesAndLettersPastAscii()
    {
        var generated = Generated.From(GeneratorOptions.For(EraCatalog.Find("general-g3")) with { RecordCount = 20_000, QuotedNewlineShare = 0.01 });

        var texts = generated.ReadAll(out _).SelectMany(row => row).ToList();

        Assert.Contains(texts, text => text.Contains('\n'));
        Assert.Contains(texts, text => text.Contains('"'));
        Assert.Contains(texts, text => text.Any(letter => letter > 127));
    }

    [Fact]
    public void ASize_IsReachedAndNotPassedByMoreThanARecord()
    {
        const int size = 3 << 20;
        var generated = Generated.From(GeneratorOptions.For(EraCatalog.Find("general-g3")) with { SizeBytes = size });

        Assert.InRange(generated.Bytes.Length, size, size + 4_096);
    }

    private static long Cents(string dollars) => (long)(decimal.Parse(dollars, CultureInfo.InvariantCulture) * 100);

    private static List<string> SplitAsSpelled(string line)
    {
        var cells = new List<string>();
        var start = 0;
        var isQuoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"') isQuoted = !isQuoted;
            if (line[i] != ',' || isQuoted) continue;
            cells.Add(line[start..i]);
            start = i + 1;
        }

        cells.Add(line[start..]);
        return cells;
    }
}
