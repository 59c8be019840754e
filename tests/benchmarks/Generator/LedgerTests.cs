using System.Globalization;
using System.Text;
using OpenPayments.Generator;
using OpenPayments.Generator.Defects;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Benchmarks.Tests.Generator;

public sealed class LedgerTests
{
    public static TheoryData<string> Eras => Generated.Eras;

    /// <summary>Without quoted newlines every record is one line, broken or not: lines number and place the records independently.</summary>
    [Theory, MemberData(nameof(Eras))]
    public void EveryEntry_NamesItsLine(string eraId)
    {
        var generated = Spoilt(eraId);
        var lines = generated.Lines().ToList();

        Assert.Equal(generated.File.RecordCount, lines.Count);
        Assert.NotEmpty(generated.File.Ledger);
        foreach (var entry in generated.File.Ledger)
            Assert.Equal(lines[(int)entry.RecordNumber - 1], ((int)entry.OffsetBytes, entry.LengthBytes));
    }

    [Theory, MemberData(nameof(Eras))]
    public void AllOtherRecords_AreGoodAndHoldTheRestOfTheCents(string eraId)
    {
        var layout = EraCatalog.Find(eraId);
        var generated = Spoilt(eraId);
        var spoilt = generated.File.Ledger.Select(entry => entry.RecordNumber).ToHashSet();
        var rest = new StringBuilder();
        foreach (var ((offset, length), index) in generated.Lines().Select((line, index) => (line, index)))
            if (!spoilt.Contains(index + 1))
                rest.Append(generated.Text(offset, length));

        var rows = Generated.Read(new StringReader(rest.ToString()), hasHeader: false, out _);

        Assert.Equal(generated.File.RecordCount - spoilt.Count, rows.Count);
        Assert.All(rows, row => Assert.Equal(layout.Columns.Length, row.Length));
        foreach (var amounts in generated.File.Amounts)
        {
            var cents = rows.Sum(row => (long)(decimal.Parse(row[layout.IndexOf(amounts.Column)], CultureInfo.InvariantCulture) * 100));
            Assert.InRange(cents, 1, amounts.GoodCents);
            Assert.True(amounts.BadCents > 0 && amounts.UnreadableCount > 0);
        }
    }

    [Fact]
    public void AGeneralFile_HoldsEverySort()
    {
        var generated = Spoilt("general-g3");

        Assert.Equal(Enum.GetValues<DefectSort>(), generated.File.Ledger.Select(entry => entry.Sort).Distinct().Order());
    }

    [Fact]
    public void TheShareOfBadRecords_IsAboutAsAsked()
    {
        var generated = Generated.From(GeneratorOptions.For(EraCatalog.Find("general-g3")) with { RecordCount = 50_000, BadShare = 0.01 });

        Assert.InRange(generated.File.Ledger.Length, 400, 600);
        Assert.DoesNotContain(generated.File.Ledger, entry => entry.Sort >= DefectSort.DateInYear2);
    }

    [Theory]
    [InlineData(DefectSort.AmountWithCurrencySign, ",\"$")]
    [InlineData(DefectSort.ImpossibleDate, "\"02/30/2023\"")]
    [InlineData(DefectSort.WrongDateFormat, "\"202")]
    [InlineData(DefectSort.CountNotAnInteger, "\"1.5\"")]
    [InlineData(DefectSort.OtherProgramYear, "\"2022\"")]
    [InlineData(DefectSort.DateInYear2, "\"11/30/0002\"")]
    [InlineData(DefectSort.SpreadsheetError, "\"#REF!\"")]
    [InlineData(DefectSort.NineDigitNpi, "\"042697983\"")]
    public void ASort_ShowsInItsRecord(DefectSort sort, string expected)
    {
        var generated = Generated.From(GeneratorOptions.For(EraCatalog.Find("general-g3")) with
        {
            RecordCount = 1_000, BadShare = 0.05, OddityShare = 0.05, Defects = [sort], Quoting = Quoting.All,
        });

        Assert.NotEmpty(generated.File.Ledger);
        Assert.Contains(generated.File.Ledger, entry => generated.Text(entry.OffsetBytes, entry.LengthBytes).Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void InvalidBytes_AreNeitherUtf8NorWindows1252()
    {
        var generated = Generated.From(GeneratorOptions.For(EraCatalog.Find("general-g3")) with { RecordCount = 1_000, BadShare = 0.05, Defects = [DefectSort.InvalidUtf8] });

        foreach (var entry in generated.File.Ledger)
        {
            var record = generated.Bytes.AsSpan((int)entry.OffsetBytes, entry.LengthBytes);
            Assert.False(System.Text.Unicode.Utf8.IsValid(record));
            Assert.True(record.Contains((byte)0x81));
        }
    }

    [Fact]
    public void ALedger_SurvivesItsFile()
    {
        var generated = Spoilt("research-g3");
        var path = Path.GetTempFileName();
        try
        {
            Ledger.Write(path, generated.File.Ledger);
            Assert.Equal(generated.File.Ledger, Ledger.Read(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static Generated Spoilt(string eraId) => Generated.From(GeneratorOptions.For(EraCatalog.Find(eraId)) with
    {
        RecordCount = 3_000,
        BadShare = 0.03,
        OddityShare = 0.02,
        QuotedNewlineShare = 0,
    });
}
