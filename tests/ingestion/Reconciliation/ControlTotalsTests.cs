using OpenPayments.Ingestion.Reconciliation;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Ingestion.Tests.Reconciliation;

/// <summary>What others say a file holds: read, matched to the file, and held against it.</summary>
public sealed class ControlTotalsTests : IDisposable
{
    private static readonly ControlTotal Total = new("2025-01", 2023, Kind.General, new ControlFigure(1_000, 0), new ControlFigure(50_000_00, 0), "somebody");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("openpayments-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Published_HoldsTheDashboardsTotalsToTheCent()
    {
        var total = Assert.Single(ControlTotals.Published, total => total.IsFor(new FileId(2025, new DateOnly(2026, 6, 30), Kind.General)));
        Assert.Equal(new ControlFigure(16_131_856, 0), total.Records);
        Assert.Equal(new ControlFigure(3_923_550_962_80, 0), total.Cents);
        Assert.DoesNotContain(ControlTotals.Published, total => total.IsFor(new FileId(2025, new DateOnly(2027, 1, 20), Kind.General)));
    }

    [Fact]
    public void Published_RoundedTotalsAgreeWithTheExactOnesOfTheSamePublication()
    {
        foreach (var all in ControlTotals.Published.Where(total => total.Kind is null))
        {
            var exact = ControlTotals.Published.Where(total => total.Publication == all.Publication && total.ProgramYear == all.ProgramYear && total.Kind is Kind.General or Kind.Research or Kind.Ownership).ToList();
            if (exact.Count == 3) Assert.True(all.Records!.Holds(exact.Sum(total => total.Records!.Value)), $"{all.ProgramYear}");
        }
    }

    [Theory]
    [InlineData("15734", 1, 15_734, 0)]
    [InlineData("1,234.5", 100, 123_450, 0)]
    [InlineData("$12.34", 100, 1_234, 0)]
    [InlineData("15.64M", 1, 15_640_000, 5_000)]
    [InlineData("12.75B", 100, 1_275_000_000_000, 500_000_000)]
    public void Figure_IsReadWithItsPrecision(string text, int unit, long value, long tolerance) =>
        Assert.Equal(new ControlFigure(value, tolerance), ControlFigure.Parse(text, unit));

    [Theory]
    [InlineData(1_000, 5_000_000, Verdict.Pass, "the file holds")]
    [InlineData(999, 5_000_000, Verdict.Fail, "1 records too few")]
    [InlineData(1_000, 5_000_001, Verdict.Fail, "0.01 USD too much")]
    [InlineData(1_010, 5_000_700, Verdict.Warn, "leaves out the 10 quarantined records")]
    [InlineData(1_003, 5_000_020, Verdict.Warn, "leaves out the 3 disputed records")]
    [InlineData(1_013, 5_000_720, Verdict.Warn, "leaves out the quarantined and the disputed records")]
    [InlineData(995, 5_000_000, Verdict.Warn, "the 5 records that CMS removed")]
    [InlineData(1_010, 5_000_701, Verdict.Fail, "10 records too many and 7.01 USD too much")]
    public void Difference_IsExplainedOrFails(long records, long cents, Verdict verdict, string words)
    {
        var check = ControlComparison.Compare(Total, new ControlSubject(new(records, cents), new(10, 700), new(3, 20), RemovedCount: 5));

        Assert.Equal(verdict, check.Verdict);
        Assert.Contains(words, check.Detail, StringComparison.Ordinal);
        Assert.Equal(verdict == Verdict.Warn, check.Detail.Contains("explained", StringComparison.Ordinal) && verdict != Verdict.Fail);
    }

    [Fact]
    public void Difference_ToARoundedTotal_OnlyWarns()
    {
        var check = ControlComparison.Compare(Total with { Records = new ControlFigure(2_000, 50), Cents = null }, new ControlSubject(new(1_000, 0), default, null, null));
        Assert.Equal(Verdict.Warn, check.Verdict);
    }

    [Theory]
    [InlineData("totals.csv", "program_year,kind,publication,records,usd\n2023,general,2025-01,1000,50000.00\n")]
    [InlineData("totals.json", """[{"program_year": 2023, "kind": "general", "publication": "2025-01", "records": 1000, "usd": "50000.00"}]""")]
    public void UsersFile_OfEitherForm_IsRead(string name, string content)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, content);

        Assert.Equal(Total with { Source = name }, Assert.Single(ControlTotals.ReadFile(path)));
    }

    [Theory]
    [InlineData("totals.csv", "program_year,kind,records\n2023,generous,1\n", "'generous' is no kind")]
    [InlineData("totals.csv", "program_year,color\n2023,red\n", "a field 'color'")]
    [InlineData("totals.csv", "program_year,records\n2023\n", "has 1 fields, its head 2")]
    [InlineData("totals.csv", "program_year,records\n", "it holds no total")]
    [InlineData("totals.json", "{", "cannot be used")]
    [InlineData("totals.json", """[{"program_year": 2023, "kind": "general"}]""", "neither records nor usd")]
    public void UsersFile_ThatCannotBeUsed_IsRefusedByName(string name, string content, string words)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, content);

        var failure = Assert.Throws<InputException>(() => ControlTotals.ReadFile(path));

        Assert.Contains(path, failure.Message, StringComparison.Ordinal);
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
    }
}
