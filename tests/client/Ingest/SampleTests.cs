using System.Globalization;
using System.Text.Json.Nodes;
using OpenPayments.Client.Tests.Processes;
using OpenPayments.Ingestion.Schema;
using OpenPayments.Silo;
using Sylvan.Data.Csv;

namespace OpenPayments.Client.Tests.Ingest;

/// <summary>The real samples through the real program, compared with what an independent CSV reader finds in them.</summary>
public sealed class SampleTests(SampleLake lake)
{
    [Fact]
    public void Ingest_OfTheSamples_AcceptsEveryRecordToTheCent()
    {
        var report = lake.First.Expect(ExitCodes.Ok).Json();
        var samples = Directory.GetFiles(Repository.Samples, "*.csv").Select(SampleFile.Read).ToList();

        Assert.Equal(samples.Count, report.Files().Count());
        foreach (var sample in samples)
        {
            var file = report.Files().Single(file => file.Text("source").EndsWith(sample.FileName, StringComparison.Ordinal));
            Assert.Equal("published", file.Text("outcome"));
            Assert.Equal(sample.RecordIds.Count, file.Number("scanned_count"));
            Assert.Equal(sample.RecordIds.Count, file.Number("accepted_count"));
            Assert.Equal(0, file.Number("quarantined_count"));
            Assert.Equal(
                sample.Cents.OrderBy(amount => amount.Key),
                file["amounts"]!.AsArray().Select(amount => KeyValuePair.Create(amount!.Text("column"), amount!.Number("accepted_cents"))).OrderBy(amount => amount.Key));
        }
    }

    [Fact]
    public void Ingest_OfTwoPublicationsOfAYear_MakesTheNewestCurrent()
    {
        var report = lake.First.Json();

        Assert.False(report.File("2016/2017-06-30/general")["is_current"]!.GetValue<bool>());
        Assert.True(report.File("2016/2021-01-22/general")["is_current"]!.GetValue<bool>());
    }

    [Theory]
    [InlineData("general_payments", "total_amount_of_payment_usdollars")]
    [InlineData("research_payments", "total_amount_of_payment_usdollars")]
    [InlineData("ownership_interests", "total_amount_invested_usdollars")]
    public async Task Query_OfATable_HoldsEveryCurrentSampleRow(string table, string amountColumn)
    {
        var current = lake.First.Json().Files()
            .Where(file => file["is_current"]!.GetValue<bool>() && TableOf(file) == table)
            .Select(file => SampleFile.Read(Path.Combine(Repository.Samples, Path.GetFileName(file.Text("source")))))
            .ToList();
        Assert.NotEmpty(current);

        var query = await ProgramRun.RunAsync(
            "query", $"SELECT record_id, {amountColumn} FROM {table} ORDER BY record_id", "--lake", lake.Path, "--format", "csv");
        var rows = query.Expect(ExitCodes.Ok).Out.TrimEnd('\n').Split('\n')[1..].Select(line => line.Split(',')).ToList();

        Assert.Equal(current.SelectMany(sample => sample.RecordIds).Order(StringComparer.Ordinal), rows.Select(row => row[0]).Order(StringComparer.Ordinal));
        Assert.Equal(current.Sum(sample => sample.Cents[amountColumn]), rows.Sum(row => SampleFile.ToCents(row[1])));
    }

    [Fact]
    public async Task AuditTables_AfterTwoIngests_SayOnceWhatTheFirstDid()
    {
        (await ProgramRun.RunAsync("ingest", Repository.Samples, "--lake", lake.Path)).Expect(ExitCodes.Ok);
        var query = await ProgramRun.RunAsync(
            "query",
            """
            SELECT f.file, f.outcome, f.accepted_count, f.raw_sha256, f.accepted_amount,
                   count(c.part_sha256) AS parts, sum(c.length_bytes) + min(c.offset_bytes) AS bytes, any_value(r.requested_by) AS requested_by
            FROM audit_runs r JOIN audit_files f USING (program_year, run_id) JOIN audit_chunks c USING (program_year, run_id, file)
            WHERE r.started_at > now() - INTERVAL 1 DAY GROUP BY ALL ORDER BY f.file
            """,
            "--lake", lake.Path, "--format", "json");

        var rows = query.Expect(ExitCodes.Ok).Json().AsArray();
        Assert.Equal(
            lake.First.Json().Files().OrderBy(file => file.Text("file"), StringComparer.Ordinal).Select(file => (
                file.Text("file"), "published", file.Number("accepted_count"), file.Text("sha256"), file["amounts"]!.AsArray()[0]!.Number("accepted_cents"), 1L, file.Number("length_bytes"), Environment.UserName)),
            rows.Select(row => (
                row!.Text("file"), row!.Text("outcome"), row!.Number("accepted_count"), row!.Text("raw_sha256"), (long)(row!["accepted_amount"]!.GetValue<decimal>() * 100), row!.Number("parts"), row!.Number("bytes"), row!.Text("requested_by"))));
    }

    [Fact]
    public async Task Ingest_AtAHigherLevelOfZstd_WritesSmallerParts()
    {
        var thorough = Directory.CreateTempSubdirectory("openpayments-zstd-").FullName;
        try
        {
            (await ProgramRun.RunAsync("ingest", Repository.Samples, "--zstd-level", "19", "--lake", thorough)).Expect(ExitCodes.Ok);
            Assert.InRange(PartBytesIn(thorough), 1, PartBytesIn(lake.Path) - 1);
        }
        finally
        {
            Directory.Delete(thorough, recursive: true);
        }

        static long PartBytesIn(string path) => new DirectoryInfo(Path.Combine(path, "staging")).EnumerateFiles("*.parquet", SearchOption.AllDirectories).Sum(file => file.Length);
    }

    [Fact]
    public void Lineage_AfterIngest_LeadsEveryFileToItsTable()
    {
        var metadata = new DirectoryInfo(Path.Combine(lake.Path, "metadata", "lineage"));

        foreach (var file in lake.First.Json().Files())
        {
            var id = file.Text("file").Split('/');
            var path = Assert.Single(metadata.GetFiles($"{id[1]}-{id[2]}.end.json", SearchOption.AllDirectories), found => found.FullName.Contains($"program_year={id[0]}/", StringComparison.Ordinal));
            var lineage = JsonNode.Parse(File.ReadAllText(path.FullName))!;
            Assert.Equal("COMPLETE", lineage.Text("eventType"));
            Assert.Equal(file.Text("source").Split('/')[^1], lineage["inputs"]![0]!.Text("name").Split('/')[^1]);
            Assert.Equal(Path.Combine(lake.Path, "staging", TableOf(file)), lineage["outputs"]![0]!.Text("name"));
            Assert.Equal(file.Number("accepted_count"), lineage["outputs"]![0]!["outputFacets"]!["outputStatistics"]!.Number("rowCount"));
        }
    }

    [Fact]
    public async Task SecondIngest_HasNothingToDo_StartsNoSilo_AndShowsTheSame()
    {
        var writer = await File.ReadAllTextAsync(LakeFolder.WriterPath(lake.Path), TestContext.Current.CancellationToken);

        var again = (await ProgramRun.RunAsync("ingest", Repository.Samples, "--lake", lake.Path, "--json")).Expect(ExitCodes.Ok);
        var (first, second) = (lake.First.Json(), again.Json());

        Assert.All(second.Files(), file => Assert.Equal("unchanged", file.Text("outcome")));
        Assert.Equal(first.Text("lake_digest"), second.Text("lake_digest"));
        foreach (var file in first.Files())
            Assert.Equal(file["amounts"]!.ToJsonString(), second.File(file.Text("file"))["amounts"]!.ToJsonString());
        Assert.Equal(writer, await File.ReadAllTextAsync(LakeFolder.WriterPath(lake.Path), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task SecondIngest_ForPeople_SaysThatThereIsNothingToDo()
    {
        var again = (await ProgramRun.RunAsync("ingest", Repository.Samples, "--lake", lake.Path)).Expect(ExitCodes.Ok);

        Assert.Contains("Nothing to do", again.Out, StringComparison.Ordinal);
        Assert.Contains(lake.First.Json().Text("lake_digest"), again.Out, StringComparison.Ordinal);
        Assert.Empty(again.Error);
    }

    [Fact]
    public async Task Verify_AfterIngest_RecomputesTheSameDigest()
    {
        var verification = (await ProgramRun.RunAsync("verify", "--lake", lake.Path, "--json")).Expect(ExitCodes.Ok).Json();

        Assert.Equal(lake.First.Json().Text("lake_digest"), verification.Text("digest"));
        Assert.Empty(verification["differences"]!.AsArray());
        Assert.Empty(verification["orphans"]!.AsArray());
    }

    [Fact]
    public async Task Status_AfterIngest_ShowsEveryFileAndNoRun()
    {
        var status = (await ProgramRun.RunAsync("status", "--lake", lake.Path, "--json")).Expect(ExitCodes.Ok).Json();

        Assert.Equal(lake.First.Json().Text("lake_digest"), status.Text("lake_digest"));
        Assert.Equal(lake.First.Json().Files().Count(), status["published"]!.AsArray().Count);
        Assert.Empty(status["runs"]!.AsArray());
        Assert.Null(status["writer"]);
    }

    [Fact]
    public async Task Status_OfAYear_ShowsItsChecksForPeople()
    {
        var status = (await ProgramRun.RunAsync("status", "2016", "--lake", lake.Path)).Expect(ExitCodes.Ok);

        Assert.Contains("2016/2021-01-22/general", status.Out, StringComparison.Ordinal);
        Assert.Contains("2016/2017-06-30/ownership", status.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("2013", status.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OtherLake_FromTheSameSamples_HasTheSameDigest()
    {
        using var folder = new TemporaryFolder();
        var other = (await ProgramRun.RunAsync("ingest", Repository.Samples, "--lake", folder["lake"], "--json", "--parallelism", "1")).Expect(ExitCodes.Ok);

        Assert.Equal(lake.First.Json().Text("lake_digest"), other.Json().Text("lake_digest"));
    }

    private static string TableOf(JsonNode file) =>
        KindExtensions.TryParseKind(file.Text("kind"), out var kind) ? kind.TableName : throw new InvalidDataException(file.Text("kind"));

    /// <summary>What Sylvan finds in a sample.</summary>
    private sealed record SampleFile(string FileName, List<string> RecordIds, SortedDictionary<string, long> Cents)
    {
        private static readonly string[] AmountColumns = ["Total_Amount_of_Payment_USDollars", "Total_Amount_Invested_USDollars", "Value_of_Interest"];

        public static SampleFile Read(string path)
        {
            using var csv = CsvDataReader.Create(path, new CsvDataReaderOptions { Delimiter = ',' });
            var (ids, cents) = (new List<string>(), new SortedDictionary<string, long>(StringComparer.Ordinal));
            var idColumn = Enumerable.Range(0, csv.FieldCount).Single(i => csv.GetName(i) is "Record_ID");
            var amounts = Enumerable.Range(0, csv.FieldCount).Where(i => AmountColumns.Contains(csv.GetName(i))).ToList();
            foreach (var i in amounts) cents[csv.GetName(i).ToLowerInvariant()] = 0;
            while (csv.Read())
            {
                ids.Add(csv.GetString(idColumn));
                foreach (var i in amounts) cents[csv.GetName(i).ToLowerInvariant()] += ToCents(csv.GetString(i));
            }

            return new SampleFile(Path.GetFileName(path), ids, cents);
        }

        public static long ToCents(string amount) => (long)(decimal.Parse(amount, NumberStyles.Number, CultureInfo.InvariantCulture) * 100);
    }
}
