using System.Globalization;
using System.Text.RegularExpressions;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Reconciliation;
using OpenPayments.Ingestion.Reconciliation.Summaries;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Sources;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Pipeline.Tests.Validation;

/// <summary>What CMS says payments add up to, line by line, held against the real rows.</summary>
public sealed class SummaryTests : IDisposable
{
    private const string General = "OP_DTL_GNRL_PGYR2013_P01222021.csv";
    private const string Ownership = "OP_DTL_OWNRSHP_PGYR2016_P06302017.csv";

    private static readonly IngestionSettings SmallChunks = new() { ChunkSizeBytes = 50_000 };

    private readonly Pipeline _pipeline = new();
    private readonly SummaryFolder _summaries = new();

    public void Dispose()
    {
        _pipeline.Dispose();
        _summaries.Dispose();
    }

    [Theory]
    [MemberData(nameof(SummaryFolder.Forms), MemberType = typeof(SummaryFolder))]
    public async Task Summary_OfThePaymentsThemselves_AgreesInEveryLine(string form)
    {
        var manifest = await _pipeline.IngestAsync(SamplePath(General), SmallChunks);
        // Of these CMS's files know practitioners alone.
        var where = form is "summary_national" or "summary_physician" ? "\"Covered_Recipient_Type\" = 'Covered Recipient Physician'" : "true";
        var summary = _summaries.Write(form, SamplePath(General), where);

        var checks = await CompareAsync(manifest, summary);

        Assert.NotEmpty(checks);
        Assert.All(checks, check => Assert.Equal(Verdict.Pass, check.Verdict));
        var agreeing = checks.Select(check => Regex.Match(check.Detail, @": (?<agreeing>[\d,]+) of (?<lines>[\d,]+) lines agree$")).Where(match => match.Success).ToList();
        Assert.NotEmpty(agreeing);
        Assert.All(agreeing, match => Assert.Equal(match.Groups["lines"].Value, match.Groups["agreeing"].Value));
        Assert.Contains(agreeing, match => int.Parse(match.Groups["lines"].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture) >= File.ReadLines(summary.Place.Path).Count() - 1);
    }

    [Fact]
    public async Task LineThatIsOneCentOff_IsNamed_AndFails()
    {
        var manifest = await _pipeline.IngestAsync(SamplePath(General), SmallChunks);
        var summary = _summaries.Write("summary_reporting_entity", SamplePath(General));
        string payer = "";
        SummaryFolder.Edit(summary, 3, cells =>
        {
            payer = cells[0];
            cells[4] = (decimal.Parse(cells[4], CultureInfo.InvariantCulture) + 0.01m).ToString(CultureInfo.InvariantCulture);
            return cells;
        });

        var check = Assert.Single(await CompareAsync(manifest, Again(summary)), check => check.Detail.Contains(" by payer:", StringComparison.Ordinal));

        Assert.Equal(Verdict.Fail, check.Verdict);
        Assert.Contains($"PBLCTN_RPTG_ORG_SMRY_P01222021_01102021.csv by payer: ", check.Detail, StringComparison.Ordinal);
        Assert.Contains("0 differences are explained, 1 are not: ", check.Detail, StringComparison.Ordinal);
        Assert.Contains($"line 3 (payer {payer}): ", check.Detail, StringComparison.Ordinal);
        Assert.Contains("0.01 USD too little, which neither quarantined nor disputed nor removed records explain", check.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PaymentsThatNoLineNames_AndLinesWithoutPayments_AreDifferences()
    {
        var manifest = await _pipeline.IngestAsync(SamplePath(General), SmallChunks);
        var summary = _summaries.Write("summary_reporting_entity", SamplePath(General));
        var payer = "";
        SummaryFolder.Edit(summary, 2, cells => { payer = cells[0]; cells[0] = "999"; return cells; });

        var check = Assert.Single(await CompareAsync(manifest, Again(summary)), check => check.Detail.Contains(" by payer:", StringComparison.Ordinal));

        Assert.Equal(Verdict.Fail, check.Verdict);
        Assert.Contains("line 2 (payer 999): ", check.Detail, StringComparison.Ordinal);
        Assert.Contains($"no line (payer {payer}): ", check.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DifferenceInACutThatCmsDoesNotDefine_OnlyWarns()
    {
        var manifest = await _pipeline.IngestAsync(SamplePath(General), SmallChunks);
        var summary = _summaries.Write("summary_state", SamplePath(General), where: "\"Record_ID\" <> (SELECT min(\"Record_ID\") FROM read_csv('" + SamplePath(General) + "', all_varchar = true))");

        var check = Assert.Single(await CompareAsync(manifest, summary));

        Assert.Equal(Verdict.Warn, check.Verdict);
        Assert.Contains("1 are not: line ", check.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SummaryWithoutTheQuarantinedRecord_IsExplainedByIt()
    {
        var csv = _summaries.WriteText(General, Spoil(await File.ReadAllTextAsync(SamplePath(General), TestContext.Current.CancellationToken), out var recordId));
        var manifest = await _pipeline.IngestAsync(csv, SmallChunks);
        Assert.Equal(1, manifest.Validation.QuarantinedCount);
        var summary = _summaries.Write("summary_reporting_entity", SamplePath(General), where: $"\"Record_ID\" <> '{recordId}'");

        var check = Assert.Single(await CompareAsync(manifest, summary), check => check.Detail.Contains(" by payer:", StringComparison.Ordinal));

        Assert.Equal(Verdict.Warn, check.Verdict);
        Assert.Contains("1 differences are explained, 0 are not: ", check.Detail, StringComparison.Ordinal);
        Assert.Contains("explained: it leaves out the 1 quarantined records", check.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RemovedRecords_ExplainWhatIsMissingTogether()
    {
        var lines = await File.ReadAllLinesAsync(SamplePath(General), TestContext.Current.CancellationToken);
        var manifest = await _pipeline.IngestAsync(_summaries.WriteText(General, string.Join('\n', lines[..^2]) + "\n"), SmallChunks);
        var summary = _summaries.Write("summary_reporting_entity", SamplePath(General));

        var failed = await CompareAsync(manifest, summary);
        var explained = await CompareAsync(manifest, summary, removedCount: 2);

        Assert.Contains(failed, check => check.Verdict == Verdict.Fail && check.Detail.Contains(" by payer:", StringComparison.Ordinal));
        Assert.All(explained, check => Assert.NotEqual(Verdict.Fail, check.Verdict));
        Assert.Contains(explained, check => check.Detail.Contains("together they are the 2 records that CMS removed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task BothMoneyColumnsOfOwnership_AreHeldAgainstTheirOwn()
    {
        var manifest = await _pipeline.IngestAsync(SamplePath(Ownership), SmallChunks);
        const string payer = "\"Applicable_Manufacturer_or_Applicable_GPO_Making_Payment_ID\"";
        var summary = _summaries.Write("summary_reporting_entity", "PBLCTN_RPTG_ORG_SMRY_P06302017.csv", $"FROM read_csv('{SamplePath(Ownership)}', all_varchar = true)", new()
        {
            ["AMGPO_Making_Payment_ID"] = payer, ["Trans_Invested"] = "count(*)", ["Program_Year"] = "\"Program_Year\"",
            ["Total_Amount_Investment"] = "sum(\"Total_Amount_Invested_USDollars\"::DECIMAL(18, 2))", ["Total_Amount_Interest"] = "sum(\"Value_of_Interest\"::DECIMAL(18, 2))",
        }, $"{payer}, \"Program_Year\"");

        var checks = await CompareAsync(manifest, summary);
        SummaryFolder.Edit(summary, 2, cells => { cells[7] = "1" + cells[7]; return cells; });
        var wrong = await CompareAsync(manifest, Again(summary));

        Assert.All(checks, check => Assert.Equal(Verdict.Pass, check.Verdict));
        Assert.Contains(checks, check => check.Detail.Contains("535,332.50 USD", StringComparison.Ordinal));
        Assert.Contains(wrong, check => check.Verdict == Verdict.Fail && check.Detail.Contains(", value_of_interest: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Dashboard_IsReadForWholeKinds_AndNothingElse()
    {
        var manifest = await _pipeline.IngestAsync(SamplePath(General), SmallChunks);
        var dollars = manifest.Validation.Amounts[0].AcceptedCents / 100m;
        var path = _summaries.WriteText("PBLCTN_DSHBRD_P01222021_01102021.csv", FormattableString.Invariant($"""
            Dashboard_Row_Number,Data_Metrics,PY_2012,PY_2013,Total
            1,Total Number of Payment Records - General Payments,5,1000,1005
            2,Total Dollar Amount of General Payments,1.00,"${dollars:N2}",2
            3,Total Number of Payment Records - General Payments - Disputed,0,9999,9999
            4,Total Dollar Amount of all Payment Records,1,9999,9999
            5,Total Number of Physician Covered Recipients with associated payment records,1,9999,9999

            """));

        var checks = await CompareAsync(manifest, SourceFinder.FindSummary(path)!);

        Assert.Equal(["PBLCTN_DSHBRD_P01222021_01102021.csv line 2: 1,000 records", "PBLCTN_DSHBRD_P01222021_01102021.csv line 3: 215,620.00 USD"], checks.Select(check => check.Detail.Split(';')[0]));
        Assert.All(checks, check => Assert.Equal(Verdict.Pass, check.Verdict));
    }

    [Fact]
    public async Task SummaryInDollarsWithoutCents_IsTakenAsRounded()
    {
        var manifest = await _pipeline.IngestAsync(SamplePath(General), SmallChunks);
        var summary = _summaries.Write("summary_reporting_entity", SamplePath(General));
        var lines = await File.ReadAllLinesAsync(summary.Place.Path, TestContext.Current.CancellationToken);
        await File.WriteAllLinesAsync(summary.Place.Path, [lines[0], .. lines[1..].Select(line =>
        {
            var cells = line.Split(',');
            cells[4] = decimal.Round(decimal.Parse(cells[4], CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture);
            return string.Join(',', cells);
        })], TestContext.Current.CancellationToken);

        Assert.All(await CompareAsync(manifest, Again(summary)), check => Assert.Equal(Verdict.Pass, check.Verdict));
    }

    [Fact]
    public async Task FigureThatIsNone_IsSaid_AndStopsNothing()
    {
        var manifest = await _pipeline.IngestAsync(SamplePath(General), SmallChunks);
        var summary = _summaries.Write("summary_state", SamplePath(General));
        SummaryFolder.Edit(summary, 2, cells => [.. cells[..10], "many", .. cells[11..]]);

        Assert.Contains(await CompareAsync(manifest, Again(summary)), check => check.Detail.Contains("1 lines have a figure that cannot be read, the first is line 2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task LandedSummary_IsFoundByTheNextIngest_ByVerify_AndIsNeverReplaced()
    {
        var summary = _summaries.Write("summary_reporting_entity", SamplePath(General));
        var landed = await new LandedSummaries(_pipeline.Store).LandAsync(summary, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(landed, await new LandedSummaries(_pipeline.Store).LandAsync(summary, cancellation: TestContext.Current.CancellationToken));
        Assert.Equal(await File.ReadAllBytesAsync(summary.Place.Path, TestContext.Current.CancellationToken), await _pipeline.Store.ReadAsync(landed.RawKey, TestContext.Current.CancellationToken));

        var manifest = await _pipeline.IngestAsync(SamplePath(General), SmallChunks);
        Assert.Contains(manifest.Validation.Checks, check => check.Detail.StartsWith("PBLCTN_RPTG_ORG_SMRY_P01222021_01102021.csv, ", StringComparison.Ordinal) && check.Detail.Contains("payers together: 1,000 records and 215,620.00 USD", StringComparison.Ordinal));
        var verified = await LakeVerifier.VerifyAsync(_pipeline.Store, cancellation: TestContext.Current.CancellationToken);
        Assert.Empty(verified.Differences);
        Assert.Empty(verified.Orphans);

        SummaryFolder.Edit(summary, 2, cells => [.. cells[..4], "1.00", .. cells[5..]]);
        var refused = await Assert.ThrowsAsync<InputException>(() => new LandedSummaries(_pipeline.Store).LandAsync(Again(summary), cancellation: TestContext.Current.CancellationToken));
        Assert.Contains(landed.Sha256, refused.Message, StringComparison.Ordinal);
        Assert.Contains(landed.RawKey, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LandedSummaryThatWasChanged_IsNoControlTotal()
    {
        var landed = await new LandedSummaries(_pipeline.Store).LandAsync(_summaries.Write("summary_reporting_entity", SamplePath(General)), cancellation: TestContext.Current.CancellationToken);
        var path = _pipeline.Store.PathOf(landed.RawKey);
        var csv = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        File.Delete(path);
        await File.WriteAllTextAsync(path, csv + "\n", TestContext.Current.CancellationToken);

        var failure = await Assert.ThrowsAsync<StoreException>(() => _pipeline.IngestAsync(SamplePath(General), SmallChunks));

        Assert.Contains(landed.RawKey, failure.Message, StringComparison.Ordinal);
        Assert.Contains($"landed was {landed.Sha256}", failure.Message, StringComparison.Ordinal);
    }

    private static string SamplePath(string name) => Path.Combine(AppContext.BaseDirectory, "samples", name);

    /// <summary>After a change of the file.</summary>
    private static SummarySource Again(SummarySource summary) => SourceFinder.FindSummary(summary.Place.Path)!;

    private async Task<ValidationCheck[]> CompareAsync(FileManifest manifest, SummarySource summary, long? removedCount = null)
    {
        var certificate = await new CertificateIssuer(_pipeline.Store, TimeProvider.System, parallelism: 2).IssueAsync(
            new CertificateSubject(manifest, SubjectState.Staged, [], removedCount), ValidationSettings.Default with { Summaries = [summary] }, cancellation: TestContext.Current.CancellationToken);
        return [.. certificate.Statement.Checks.Where(check => check.Name == "control-total")];
    }

    /// <summary>Gives the first record a day that is none, so that it is quarantined with a readable amount.</summary>
    private static string Spoil(string csv, out string recordId)
    {
        var lines = csv.Split('\n');
        var names = lines[0].TrimEnd('\r').Split(',').Select(name => name.Trim('"')).ToList();
        using var reader = Sylvan.Data.Csv.CsvDataReader.Create(new StringReader(csv));
        reader.Read();
        recordId = reader.GetString(names.IndexOf("Record_ID"));
        var date = reader.GetString(names.IndexOf("Date_of_Payment"));
        lines[1] = lines[1].Replace(date, "02/30/2013", StringComparison.Ordinal);
        return string.Join('\n', lines);
    }
}
