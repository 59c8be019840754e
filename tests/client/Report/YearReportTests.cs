using System.Globalization;
using OpenPayments.Client.Query;
using OpenPayments.Client.Report;
using OpenPayments.Client.Tests.Ingest;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Reconciliation;
using OpenPayments.Ingestion.Schema;
using OpenPayments.Storage.Local;

namespace OpenPayments.Client.Tests.Report;

/// <summary>The figures of a report over the samples, each against what an independent reader finds in them.</summary>
public sealed class YearReportTests(SampleLake lake)
{
    private const string Amount = "Total_Amount_of_Payment_USDollars";

    [Theory]
    [InlineData(2013, Kind.General, "OP_DTL_GNRL_PGYR2013_P01222021.csv", "Nature_of_Payment_or_Transfer_of_Value", Amount)]
    [InlineData(2016, Kind.General, "OP_DTL_GNRL_PGYR2016_P01222021.csv", "Nature_of_Payment_or_Transfer_of_Value", Amount)]
    [InlineData(2013, Kind.Research, "OP_DTL_RSRCH_PGYR2013_P06302016.csv", "Form_of_Payment_or_Transfer_of_Value", Amount)]
    [InlineData(2016, Kind.Ownership, "OP_DTL_OWNRSHP_PGYR2016_P06302017.csv", "Interest_Held_by_Physician_or_an_Immediate_Family_Member", "Total_Amount_Invested_USDollars")]
    public async Task Figures_AreThoseOfTheRawRows(int programYear, Kind kind, string sample, string breakdown, string amount)
    {
        var rows = new SampleRows(sample);
        var file = (await ReadAsync(programYear)).Files.Single(file => file.Kind == kind);
        var payments = file.Payments!;

        Assert.Equal(new FileCounts(rows.Count, rows.Count, 0), file.Records);
        Assert.Equal(rows.CentsOf(amount), file.Amounts[0].AcceptedCents);
        Assert.Equal(rows.GroupBy(row => row[breakdown], amount), payments.Breakdown.Groups.ToDictionary(group => group.Name ?? "", group => group.Sum));
        Assert.Equal(0, payments.Breakdown.OtherCount);
        Assert.Equal(
            rows.GroupBy(row => UsStates.Codes.Contains(row["Recipient_State"] ?? "") ? row["Recipient_State"] : "", amount).Where(state => state.Key.Length > 0).ToDictionary(),
            payments.States!.ToDictionary());
        AssertRanked(rows.GroupBy(row => row["Applicable_Manufacturer_or_Applicable_GPO_Making_Payment_ID"], amount), payments.Companies!);
        AssertRanked(rows.GroupBy(row => RecipientOf(row), amount), payments.Recipients!);
        if (kind == Kind.Ownership)
        {
            Assert.Null(payments.Months);
            return;
        }

        var months = rows.GroupBy(row => Month(row, programYear), amount);
        Assert.Equal(Enumerable.Range(1, 12).Select(month => months.GetValueOrDefault(month.ToString(CultureInfo.InvariantCulture))), payments.Months!.Value);
        Assert.Equal(months.GetValueOrDefault(""), payments.OutsideYear);
    }

    [Fact]
    public async Task Comparison_IsWithThePublicationBefore()
    {
        var (was, now) = (new SampleRows("OP_DTL_GNRL_PGYR2016_P06302017.csv"), new SampleRows("OP_DTL_GNRL_PGYR2016_P01222021.csv"));
        var report = await ReadAsync(2016);
        var file = report.Files.Single(file => file.Kind == Kind.General);
        var comparison = file.Comparison!;

        Assert.Equal(new DateOnly(2017, 6, 30), file.Former);
        Assert.Equal(new RecordsAndCents(was.Count, was.CentsOf(Amount)), comparison.Was);
        Assert.Equal(new RecordsAndCents(now.Count, now.CentsOf(Amount)), comparison.Now);
        Assert.Equal(now.Values("Record_ID").Except(was.Values("Record_ID")).Count(), comparison.AddedCount);
        Assert.Equal(was.Values("Record_ID").Except(now.Values("Record_ID")).Count(), comparison.RemovedCount);
        Assert.Equal(0, comparison.ChangedCount);
        Assert.Equal(was.GroupBy(row => row["Nature_of_Payment_or_Transfer_of_Value"], Amount), comparison.Breakdown.Where(group => group.Was.Records > 0).ToDictionary(group => group.Label ?? "", group => group.Was));
        Assert.Equal(now.GroupBy(row => row["Nature_of_Payment_or_Transfer_of_Value"], Amount), comparison.Breakdown.Where(group => group.Now.Records > 0).ToDictionary(group => group.Label ?? "", group => group.Now));
        Assert.Null(report.Files.Single(file => file.Kind == Kind.Ownership).Comparison);
    }

    [Fact]
    public async Task SupersededPublication_IsReportedWhenItIsAskedFor()
    {
        var report = await ReadAsync(2016, new DateOnly(2017, 6, 30));

        Assert.Equal([(Kind.General, SubjectState.Superseded, 2L), (Kind.Ownership, SubjectState.Current, 5L)], report.Files.Select(file => (file.Kind, file.State, file.Records.Scanned)));
        Assert.All(report.Files, file => Assert.Null(file.Former));
    }

    [Fact]
    public async Task FileThatWasNotValidatedInFull_PassesOnItsQuickChecks()
    {
        var report = await ReadAsync(2018);
        var file = Assert.Single(report.Files);

        Assert.Equal(Verdict.Pass, report.Verdict);
        Assert.Empty(report.Reasons);
        Assert.Equal((ProofState.Quick, null), (file.Proof.State, file.Proof.Digest));
        Assert.Equal(["tiling", "records", "accounted", "rows", "objects", "quarantine"], file.Proof.Checks.Select(check => check.Name));
        Assert.Equal(271, file.Profile!.RowCount);
        Assert.Equal("succeeded", Assert.Single(report.Runs).Outcome);
    }

    [Fact]
    public async Task YearThatTheTablesDoNotShow_IsRefusedWithTheNextStep()
    {
        Assert.Contains("shows nothing of 2021. `openpayments status`", (await Assert.ThrowsAsync<InputException>(() => ReadAsync(2021))).Message, StringComparison.Ordinal);
        Assert.Contains(
            "shows nothing of 2016, publication 2020-01-17. It holds the publications 2017-06-30, 2021-01-22 of the year",
            (await Assert.ThrowsAsync<InputException>(() => ReadAsync(2016, new DateOnly(2020, 1, 17)))).Message, StringComparison.Ordinal);
    }

    private Task<YearReport> ReadAsync(int programYear, DateOnly? publication = null)
    {
        var store = new LocalObjectStore(lake.Path);
        return new YearReportReader(store, PartFolder.Of(store)).ReadAsync(programYear, publication, TestContext.Current.CancellationToken);
    }

    /// <summary>The first ones by dollars, then by records, then by id; and the sum of all others.</summary>
    private static void AssertRanked(Dictionary<string, RecordsAndCents> expected, Ranking ranking)
    {
        var ranked = expected.OrderByDescending(group => group.Value.Cents).ThenByDescending(group => group.Value.Records).ThenBy(group => group.Key, StringComparer.Ordinal).ToList();
        Assert.Equal(ranked.Take(ReportLimits.TopRows).Select(group => (group.Key, group.Value)), ranking.Groups.Select(group => (group.Id ?? "", group.Sum)));
        var others = ranked.Skip(ReportLimits.TopRows).ToList();
        Assert.Equal(others.Count, ranking.OtherCount);
        Assert.Equal(new RecordsAndCents(others.Sum(group => group.Value.Records), others.Sum(group => group.Value.Cents)), ranking.Others);
    }

    private static string? RecipientOf(Dictionary<string, string?> row)
    {
        string?[] ids = [row.GetValueOrDefault("Physician_Profile_ID"), row.GetValueOrDefault("Teaching_Hospital_ID"), row.GetValueOrDefault("Teaching_Hospital_CCN"), row.GetValueOrDefault("Noncovered_Recipient_Entity_Name")];
        return ids.FirstOrDefault(id => id is not null);
    }

    private static string? Month(Dictionary<string, string?> row, int programYear) =>
        DateOnly.ParseExact(row["Date_of_Payment"]!, "MM/dd/yyyy", CultureInfo.InvariantCulture) is var day && day.Year == programYear ? day.Month.ToString(CultureInfo.InvariantCulture) : null;
}
