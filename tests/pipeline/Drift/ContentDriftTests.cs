using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using OpenPayments.Generator;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Reconciliation;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Schema;
using Sylvan.Data.Csv;

namespace OpenPayments.Pipeline.Tests.Drift;

/// <summary>A publication that looks other than the one before it is noticed and described; one that does not is left in peace.</summary>
public sealed class ContentDriftTests
{
    private const string Amount = "total_amount_of_payment_usdollars";
    private const string Payer = "applicable_manufacturer_or_applicable_gpo_making_payment_id";
    private const string Nature = "nature_of_payment_or_transfer_of_value";

    private static readonly FileLayout Layout = EraCatalog.Find("general-g3");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task NextPublicationWithOtherRecordsOfTheSameWorld_HasNoFinding()
    {
        using var pipeline = new Pipeline();
        await pipeline.IngestAsync(Options, new IngestionSettings());
        // A tenth of the records is gone and the rest restated.
        var drift = await RepublishAsync(pipeline, (row, number) => number % 10 == 0 ? null : row);

        Assert.True(drift.IsComparable);
        Assert.Empty(drift.Findings);
    }

    [Fact]
    public async Task CategoryRenamed_IsToldAsNewAndAsGone()
    {
        using var pipeline = new Pipeline();
        await pipeline.IngestAsync(Options, new IngestionSettings());

        var drift = await RepublishAsync(pipeline, (row, _) => Change(row, Nature, value => value == "Food and Beverage" ? "Meals" : value));

        Assert.Equal(["category", "category"], drift.Findings.Select(finding => finding.Sort));
        Assert.All(drift.Findings, finding => Assert.Equal(Nature, finding.Column));
        Assert.Contains("new value 'Meals'", drift.Findings[0].Words, StringComparison.Ordinal);
        Assert.Contains("no longer has the value 'Food and Beverage'", drift.Findings[1].Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AmountsTimesHundred_AreToldWithBothMedians()
    {
        using var pipeline = new Pipeline();
        await pipeline.IngestAsync(Options, new IngestionSettings());

        var drift = await RepublishAsync(pipeline, (row, _) => Change(row, Amount, value => value.Replace(".", "", StringComparison.Ordinal) + ".00"));

        var finding = Assert.Single(drift.Findings);
        Assert.Equal("amounts", finding.Sort);
        Assert.True(finding.Measure > 0.5);
        Assert.Contains("half of them are below about", finding.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task VanishedAndNewCompany_AreNamed()
    {
        using var pipeline = new Pipeline();
        var (generated, _) = await pipeline.IngestAsync(Options, new IngestionSettings());
        var payer = ReadRows(Path.Combine(pipeline.SourceFolder, generated.FileName)).GroupBy(row => row[Layout.IndexOf(Payer)]).MaxBy(group => group.Count())!.Key;

        var drift = await RepublishAsync(pipeline, (row, _) => Change(row, Payer, value => value == payer ? "77" : value), new DriftThresholds { CompanyShare = 0.02 });

        Assert.Equal(["company", "company"], drift.Findings.Select(finding => finding.Sort));
        Assert.StartsWith("company 77 is new", drift.Findings[0].Words, StringComparison.Ordinal);
        Assert.StartsWith($"company {payer} is gone", drift.Findings[1].Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EmptiedColumn_IsToldWithBothShares()
    {
        using var pipeline = new Pipeline();
        await pipeline.IngestAsync(Options, new IngestionSettings());

        var drift = await RepublishAsync(pipeline, (row, number) => number % 2 == 0 ? row : Change(row, "recipient_city", _ => ""));

        var finding = Assert.Single(drift.Findings);
        Assert.Equal(("nulls", "recipient_city"), (finding.Sort, finding.Column));
    }

    [Fact]
    public async Task MostRecordsGone_IsTold()
    {
        using var pipeline = new Pipeline();
        await pipeline.IngestAsync(Options, new IngestionSettings());

        var drift = await RepublishAsync(pipeline, (row, number) => number % 5 < 2 ? row : null);

        Assert.Contains("fewer than the 4,000", Assert.Single(drift.Findings, finding => finding.Sort == "records").Words, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Verdict.Warn)]
    [InlineData(Verdict.Fail)]
    [InlineData(Verdict.Pass)]
    public async Task Finding_CountsAsMuchAsConfigured(Verdict severity)
    {
        using var pipeline = new Pipeline();
        await pipeline.IngestAsync(Options, new IngestionSettings());

        var validation = await ValidateAsync(pipeline, (row, _) => Change(row, Nature, value => value == "Food and Beverage" ? "Meals" : value), new DriftThresholds { Severity = severity });

        Assert.Equal(severity, validation.Verdict);
        var check = Assert.Single(Assert.Single(validation.Files).Checks, check => check.Name == "drift");
        Assert.Equal(severity, check.Verdict);
        Assert.Contains("'Meals'", check.Detail, StringComparison.Ordinal);
        Assert.True(await pipeline.Store.GetLengthAsync(LakeKeys.ContentDrift(FileId.Parse("2023/2025-06-30/general")), Cancellation) > 0);
    }

    [Fact]
    public async Task YearBefore_IsThePredecessor_WhenThereIsNoEarlierPublication_AndSmallFilesAreLeftInPeace()
    {
        using var pipeline = new Pipeline();
        await pipeline.IngestAsync(Options with { ProgramYear = 2022 }, new IngestionSettings());
        await pipeline.IngestAsync(Options with { RecordCount = 300 }, new IngestionSettings());

        var validation = await new YearValidator(pipeline.Store, TimeProvider.System, 2).ValidateAsync(2023, ValidationSettings.Default, new YearValidationScope(), cancellation: Cancellation);

        var drift = Assert.Single(validation.Files).Drift!;
        Assert.Equal("2022/2025-01-30/general", drift.Baseline);
        Assert.False(drift.IsComparable);
        Assert.Empty(drift.Findings);
    }

    [Fact]
    public async Task Profile_OfARawFileThatChanged_IsMadeAnew()
    {
        using var pipeline = new Pipeline();
        var (_, manifest) = await pipeline.IngestAsync(Options, new IngestionSettings());
        var key = LakeKeys.ContentProfile(manifest.Landed.Id);
        var forged = new ContentProfile(
            manifest.Landed.Id.ToString(), new string('0', 64), 4_000, 1, ImmutableSortedDictionary<string, long>.Empty,
            ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, long>>.Empty, ImmutableSortedDictionary<int, long>.Empty, ImmutableSortedDictionary<string, RecordsAndCents>.Empty.Add("1", new RecordsAndCents(4_000, 1)));
        await pipeline.Store.PutAsync(key, JsonSerializer.SerializeToUtf8Bytes(forged, LakeJson.Indented), Cancellation);

        Assert.Empty((await RepublishAsync(pipeline, (row, _) => row)).Findings);

        Assert.Contains(manifest.Landed.Sha256, Encoding.UTF8.GetString((await pipeline.Store.ReadAsync(key, Cancellation))!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RealSamples_AllInOneLake_HaveNoFindingAndNoWarning()
    {
        using var pipeline = new Pipeline();
        foreach (var path in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "samples"), "*.csv").Order(StringComparer.Ordinal))
            await pipeline.IngestAsync(path, new IngestionSettings());

        foreach (var year in (int[])[2013, 2014, 2016, 2018, 2019, 2022])
        {
            var validation = await new YearValidator(pipeline.Store, TimeProvider.System, 2)
                .ValidateAsync(year, ValidationSettings.Default, new YearValidationScope(IncludeSuperseded: true), cancellation: Cancellation);
            Assert.All(validation.Files.SelectMany(file => file.Checks), check => Assert.True(check.Verdict == Verdict.Pass, $"{year} {check.Name}: {check.Detail}"));
        }
    }

    private static GeneratorOptions Options => GeneratorOptions.For(Layout) with { RecordCount = 4_000, QuotedNewlineShare = 0, Seed = 71 };

    private static async Task<ContentDrift> RepublishAsync(Pipeline pipeline, Func<string[], int, string[]?> change, DriftThresholds? thresholds = null) =>
        Assert.Single((await ValidateAsync(pipeline, change, thresholds ?? DriftThresholds.Default)).Files).Drift!;

    /// <summary>Publishes the file again half a year later, changed, and validates the year.</summary>
    private static async Task<YearValidation> ValidateAsync(Pipeline pipeline, Func<string[], int, string[]?> change, DriftThresholds thresholds)
    {
        var path = Directory.GetFiles(pipeline.SourceFolder, "*_P01302025.csv").Single();
        var text = new StringBuilder(File.ReadLines(path).First()).Append('\n');
        var number = 0;
        foreach (var row in ReadRows(path))
            if (change(row, ++number) is { } changed)
                text.AppendJoin(',', changed.Select(cell => cell.Length == 0 ? "" : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"")).Append('\n');
        var next = path.Replace("_P01302025", "_P06302025", StringComparison.Ordinal);
        await File.WriteAllTextAsync(next, text.ToString().Replace("\"01/30/2025\"", "\"06/30/2025\"", StringComparison.Ordinal), Cancellation);
        await pipeline.IngestAsync(next, new IngestionSettings());
        return await new YearValidator(pipeline.Store, TimeProvider.System, 2)
            .ValidateAsync(2023, ValidationSettings.Default with { Drift = thresholds }, new YearValidationScope(), cancellation: Cancellation);
    }

    private static string[] Change(string[] row, string column, Func<string, string> change)
    {
        var index = Layout.IndexOf(column);
        row[index] = change(row[index]);
        return row;
    }

    private static List<string[]> ReadRows(string path)
    {
        using var reader = CsvDataReader.Create(path);
        var rows = new List<string[]>();
        while (reader.Read()) rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetString)]);
        return rows;
    }
}
