using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using OpenPayments.Client.Quarantine;
using OpenPayments.Client.Report;
using OpenPayments.Client.Report.Page;
using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Profiles;
using OpenPayments.Ingestion.Quarantine.Ledger;
using OpenPayments.Ingestion.Reconciliation;
using OpenPayments.Ingestion.Rules;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Client.Tests.Report;

/// <summary>The page of the worst year there can be: every list longer than the page takes, every text long and hostile.</summary>
public sealed partial class ReportPageTests
{
    private const int Many = 400;

    private static readonly string Hostile = string.Concat(Enumerable.Repeat("</td><script>alert('x')</script><img src=https://example.org/x onerror=alert(1)>\"\u202E", 60));

    [Fact]
    public void PageOfTheWorstYear_StaysWithinItsBound()
    {
        var page = ReportPage.Write(WorstYear());

        Assert.InRange(page.Length, ReportLimits.PageBytes / 4, ReportLimits.PageBytes);
    }

    [Fact]
    public void NothingFromTheLake_BecomesMarkup_AndNothingIsFetched()
    {
        var html = Encoding.UTF8.GetString(ReportPage.Write(WorstYear()));

        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain('\u202E', html);
        Assert.All(Reference().Matches(html), reference => Assert.Matches("^(#|data:,)", reference.Groups[1].Value));
        Assert.DoesNotContain("url(", html, StringComparison.Ordinal);
        Assert.DoesNotContain("@import", html, StringComparison.Ordinal);
        Assert.Matches("Content-Security-Policy\" content=\"default-src &#39;none&#39;; style-src &#39;sha256-[^;]+&#39;; img-src data:;", html);
    }

    [Fact]
    public void SameReport_GivesTheSameBytes() => Assert.Equal(ReportPage.Write(WorstYear()), ReportPage.Write(WorstYear()));

    [Fact]
    public void Headings_ComeInOrder_AndEverySectionOfTheContentsIsThere()
    {
        var html = Encoding.UTF8.GetString(ReportPage.Write(WorstYear()));
        var levels = Heading().Matches(html).Select(heading => int.Parse(heading.Groups[1].Value, null)).ToList();

        Assert.Equal(1, levels[0]);
        Assert.Single(levels, level => level == 1);
        Assert.All(levels.Zip(levels.Skip(1)), pair => Assert.True(pair.Second <= pair.First + 1, $"h{pair.Second} follows h{pair.First}"));
        Assert.All(Link().Matches(html), link => Assert.Contains($" id=\"{link.Groups[1].Value}\"", html, StringComparison.Ordinal));
        Assert.Equal(8, Link().Count(html));
    }

    private static YearReport WorstYear() => new(
        2023, null, Verdict.Fail,
        [.. Enumerable.Range(0, ReportLimits.Reasons).Select(_ => new ReportReason(Hostile, Verdict.Fail, Hostile, Hostile))],
        [.. Enum.GetValues<Kind>().Select(WorstFile)],
        [.. Enumerable.Range(0, ReportLimits.Runs).Select(_ => new RunFigures(Hostile, Hostile, Hostile, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, Hostile, new Dictionary<string, int> { [Hostile] = 5 }.ToImmutableSortedDictionary()))]);

    private static ReportedFile WorstFile(Kind kind)
    {
        var sum = new RecordsAndCents(long.MaxValue / 1000, long.MaxValue / 1000);
        var ranking = new Ranking([.. Enumerable.Repeat(new RankedGroup(Hostile, Hostile + "!", sum), ReportLimits.BreakdownRows)], Many, sum);
        var top = ranking with { Groups = ranking.Groups[..ReportLimits.TopRows] };
        var (hasDates, hasStates, hasCompanies) = (kind is Kind.General or Kind.Research, kind != Kind.Removed, kind is Kind.General or Kind.Research or Kind.Ownership);
        var finding = new Finding(Hostile, Severity.Reject, Hostile, Hostile, Hostile);
        var sample = new SampledRecord(long.MaxValue, long.MaxValue, int.MaxValue, Hostile, [.. Enumerable.Repeat(finding, ReportLimits.FindingsPerSample)], [.. Enumerable.Repeat(new SampledText("\"<", true), ReportLimits.SampleLength)]);
        var rule = new QuarantinedRule(Hostile, Hostile, sum.Records, sum.Records, [.. Enumerable.Repeat(new ColumnCount(Hostile, sum.Records), ReportLimits.ColumnsPerRule)], Many, [.. Enumerable.Repeat(sample, ReportLimits.SamplesPerRule)]);
        var column = new ColumnProfile(
            Hostile, ColumnType.Cents, sum.Records, sum.Records, sum.Records, 0.016, Hostile, Hostile, int.MaxValue / 2, int.MaxValue,
            [.. Enumerable.Repeat(new TopValue(Hostile, sum.Records, sum.Records), ReportLimits.TopValues)], [.. new[] { 0.05, 0.5, 0.95 }.Select(share => new Quantile(share, Hostile))]);
        return new ReportedFile(
            "2023/2025-01-30/" + kind.Code, kind, new DateOnly(2025, 1, 30), SubjectState.Current,
            new FileOrigin(Hostile, TextEncoding.Windows1252, Hostile, Hostile, long.MaxValue, int.MaxValue, int.MaxValue, long.MaxValue, Hostile),
            new FileCounts(sum.Records, sum.Records, sum.Records),
            [.. Enumerable.Repeat(new AmountTotals(Hostile, sum.Cents, sum.Cents, sum.Records), 2)],
            [.. RuleCatalog.All.Select(known => new RuleCount(known.Id, Hostile, sum.Records))],
            new FileProof(
                ProofState.Certified, Verdict.Fail, [.. Enumerable.Repeat(new ValidationCheck(Hostile, Verdict.Fail, Hostile), Many)], [.. Enumerable.Repeat(Hostile, Many)],
                Hostile, new CertificateIssue(DateTimeOffset.UnixEpoch, Hostile, Hostile), new CertifiedCounts(1, 1, 1, sum.Records, 1, 1, sum.Records, sum.Records), Hostile, null),
            new QuarantineFigures(
                sum.Records, sum.Records, [.. Enumerable.Repeat(rule, RuleCatalog.All.Length)],
                [.. Enumerable.Repeat(new QuarantineDecision(Hostile, LedgerAction.Waive, sum.Records, Hostile, DateTimeOffset.UnixEpoch, Hostile), ReportLimits.Decisions)]),
            new DriftFigures(
                new HeaderDrift(Hostile, [.. Enumerable.Repeat(new RenamedColumn(Hostile, Hostile), Many)], [], [], []),
                new ContentDrift(Hostile, Hostile, true, [.. Enumerable.Repeat(new DriftFinding(Hostile, Hostile, double.MaxValue / 1e290, 0.5, Hostile), Many)])),
            new PaymentFigures(
                true, "nature of payment", ranking, hasDates ? [.. Enumerable.Repeat(sum, 12)] : null, sum, hasStates ? UsStates.Codes.ToImmutableSortedDictionary(code => code, _ => sum) : null, sum,
                hasCompanies ? top : null, hasCompanies ? top : null),
            new DateOnly(2024, 6, 28), new PublicationComparison(true, "nature of payment", sum, sum, [.. Enumerable.Repeat(new ComparedGroup(Hostile, sum, default), ReportLimits.BreakdownRows)], Many, sum.Records, sum.Records, sum.Records),
            new FileProfile("2023/2025-01-30/" + kind.Code, Hostile, 1, Hostile, sum.Records, [.. Enumerable.Repeat(column, Many), .. Enumerable.Repeat(column with { ValueCount = 0 }, Many)]),
            []);
    }

    [GeneratedRegex(@"\s(?:href|src|action|xlink:href)=""([^""]*)""")]
    private static partial Regex Reference();

    [GeneratedRegex("<h([1-6])")]
    private static partial Regex Heading();

    [GeneratedRegex("href=\"#([^\"]+)\"")]
    private static partial Regex Link();
}
