using System.Text.Json;
using System.Text.Json.Nodes;
using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Lineage;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Tests.Runs;
using static OpenPayments.Ingestion.Tests.Audit.AuditSamples;

namespace OpenPayments.Ingestion.Tests.Lineage;

/// <summary>Runs as OpenLineage events: by the letter of the specification, and true.</summary>
public sealed class LineageTests : IDisposable
{
    private static readonly FileId Id = TestLake.General(2023, "2025-01-30");
    private readonly TestLake _lake = new();

    public void Dispose() => _lake.Dispose();

    [Theory]
    [InlineData(RunFile.Published)]
    [InlineData(RunFile.Unchanged)]
    [InlineData("check_failed")]
    [InlineData("held")]
    [InlineData("cancelled")]
    public async Task EveryEvent_AndEveryFacet_IsValidByItsSchema(string outcome)
    {
        foreach (var json in await EventsAsync(outcome))
        {
            Assert.Empty(await OpenLineageSchemas.ValidateAsync(json, json["schemaURL"]!.GetValue<string>()));
            var facets = FacetsOf(json).ToList();
            Assert.NotEmpty(facets);
            foreach (var facet in facets) Assert.Empty(await OpenLineageSchemas.ValidateAsync(facet, facet["_schemaURL"]!.GetValue<string>()));
        }
    }

    [Fact]
    public async Task Schemas_FindFault()
    {
        var json = (await EventsAsync(RunFile.Published))[2];
        var statistics = json["outputs"]![0]!["outputFacets"]!["outputStatistics"]!.AsObject();
        statistics["rowCount"] = "many";
        json["run"]!.AsObject().Remove("runId");
        json["eventType"] = "DONE";

        var wrong = (await OpenLineageSchemas.ValidateAsync(json, json["schemaURL"]!.GetValue<string>())).ToList();

        Assert.Contains(wrong, error => error.Contains("runId", StringComparison.Ordinal));
        Assert.Contains(wrong, error => error.Contains("eventType", StringComparison.Ordinal));
        Assert.NotEmpty(await OpenLineageSchemas.ValidateAsync(statistics, statistics["_schemaURL"]!.GetValue<string>()));
    }

    [Fact]
    public async Task PublishedFile_LeadsFromTheRawFilesColumns_ToTheTables()
    {
        var json = await EndOfFileAsync(RunFile.Published);

        var raw = Assert.Single(json["inputs"]!.AsArray())!;
        Assert.Equal(("file", _lake.PathOf(LakeKeys.Raw(Id, "file.csv"))), (Text(raw, "namespace"), Text(raw, "name")));
        Assert.Equal(["Record_ID", "Program_Year", "Date_of_Payment", "Total_Amount_of_Payment_USDollars"], raw["facets"]!["schema"]!["fields"]!.AsArray().Select(field => Text(field!, "name")));
        var (rows, quarantine) = (json["outputs"]![0]!, json["outputs"]![1]!);
        Assert.Equal([_lake.PathOf("staging/general_payments"), _lake.PathOf("quarantine/general_payments")], [Text(rows, "name"), Text(quarantine, "name")]);
        var date = rows["facets"]!["columnLineage"]!["fields"]!["date_of_payment"]!["inputFields"]!.AsArray().Single()!;
        Assert.Equal((Text(raw, "name"), "Date_of_Payment", "DIRECT", "TRANSFORMATION"), (Text(date, "name"), Text(date, "field"), Text(date["transformations"]![0]!, "type"), Text(date["transformations"]![0]!, "subtype")));
        Assert.Equal("IDENTITY", Text(rows["facets"]!["columnLineage"]!["fields"]!["record_id"]!["inputFields"]![0]!["transformations"]![0]!, "subtype"));
        Assert.Equal(4, quarantine["facets"]!["columnLineage"]!["fields"]!["raw_record"]!["inputFields"]!.AsArray().Count);
        Assert.Equal("decimal(18,2)", Text(rows["facets"]!["schema"]!["fields"]!.AsArray().Single(field => Text(field!, "name") == "total_amount_of_payment_usdollars")!, "type"));
    }

    [Fact]
    public async Task PublishedFile_SaysWhatWasReadAndWritten()
    {
        var json = await EndOfFileAsync(RunFile.Published);

        var read = json["inputs"]![0]!["inputFacets"]!["dataQualityMetrics"]!;
        Assert.Equal((30L, 13.00m, 29L), (Number(read, "rowCount"), read["columnMetrics"]!["Total_Amount_of_Payment_USDollars"]!["sum"]!.GetValue<decimal>(), Number(read["columnMetrics"]!["Total_Amount_of_Payment_USDollars"]!, "count")));
        var (rows, quarantine) = (json["outputs"]![0]!, json["outputs"]![1]!);
        var sizes = await Task.WhenAll(new[] { Zone.Staging, Zone.Quarantine }.Select(SizeAsync));
        Assert.Equal((27L, sizes[0], 3L), Statistics(rows));
        Assert.Equal((3L, sizes[1], 3L), Statistics(quarantine));
        Assert.Equal(12.34m, rows["facets"]!["dataQualityMetrics"]!["columnMetrics"]!["total_amount_of_payment_usdollars"]!["sum"]!.GetValue<decimal>());
        Assert.Equal("0", Text(rows["facets"]!["version"]!, "datasetVersion"));

        static (long, long, long) Statistics(JsonNode output) => output["outputFacets"]!["outputStatistics"]! is var facet ? (Number(facet, "rowCount"), Number(facet, "size"), Number(facet, "fileCount")) : default;
    }

    [Theory]
    [InlineData(RunFile.Published, "COMPLETE")]
    [InlineData(RunFile.Unchanged, "COMPLETE")]
    [InlineData("check_failed", "FAIL")]
    [InlineData("failed", "FAIL")]
    [InlineData("held", "ABORT")]
    [InlineData("cancelled", "ABORT")]
    public async Task Outcome_IsTheEndOfTheFilesRun_UnderTheYears(string outcome, string end)
    {
        var events = await EventsAsync(outcome);

        Assert.Equal(["START", "START", end, "COMPLETE"], events.Select(json => Text(json, "eventType")));
        var years = new[] { events[0], events[3] }.Select(RunIdOf).Distinct().Single();
        var files = new[] { events[1], events[2] }.Select(RunIdOf).Distinct().Single();
        Assert.NotEqual(years, files);
        Assert.All(events[1..3], json => Assert.Equal(
            (years, "ingest/2023"), (Text(json["run"]!["facets"]!["parent"]!["run"]!, "runId"), Text(json["run"]!["facets"]!["parent"]!["job"]!, "name"))));
        Assert.Equal(outcome == "failed" ? "The disk is full." : null, events[2]["run"]!["facets"]!["errorMessage"]?["message"]!.GetValue<string>());
        Assert.All(events, json => Assert.True(Guid.TryParse(RunIdOf(json), out _)));
        // Only what a run has published has it written to a table.
        Assert.Equal(outcome == RunFile.Published, events[2]["outputs"]![0]!["outputFacets"] is not null);
    }

    [Fact]
    public void FileThatWasNotLanded_ComesFromItsSource()
    {
        var json = LineageEvents.Of(FailedRun("run-1", 2023, "The disk is full."), "/lake").ElementAt(2).Json;

        Assert.Equal("/data/zürich.csv", Text(json["inputs"]![0]!, "name"));
    }

    [Theory]
    [InlineData("/data/lake/raw/a.csv", "file", "/data/lake/raw/a.csv")]
    [InlineData("s3://bucket/prefix/raw/a.csv", "s3://bucket", "prefix/raw/a.csv")]
    [InlineData("s3://bucket", "s3://bucket", "/")]
    public void Dataset_IsNamedByOpenLineagesRules(string location, string dataset, string name) => Assert.Equal(new LineageDataset(dataset, name), LineageDataset.At(location));

    [Fact]
    public async Task Events_AreWrittenBesideTheRecord_OnceForGood()
    {
        var run = RunOf(await PublishAsync(), RunFile.Published);
        await LineageLog.WriteAsync(_lake.Store, run);
        var key = LakeKeys.Lineage(2023, "run-1", "2025-01-30-general.end");
        var first = await _lake.Store.ReadAsync(key);

        await LineageLog.WriteAsync(_lake.Store, run with { Versions = run.Versions with { Program = "another" } });

        Assert.Equal(first, await _lake.Store.ReadAsync(key));
        Assert.Equal(4, await _lake.Store.ListAsync("metadata/lineage/program_year=2023/run-1/").CountAsync());
        Assert.Equal("COMPLETE", Text(JsonNode.Parse(first)!, "eventType"));
    }

    private async Task<JsonObject[]> EventsAsync(string outcome) =>
        [.. LineageEvents.Of(RunOf(await PublishAsync(), outcome), _lake.Store.Location).Select(lineage => JsonNode.Parse(JsonSerializer.Serialize(lineage.Json))!.AsObject())];

    private async Task<JsonObject> EndOfFileAsync(string outcome) => (await EventsAsync(outcome))[2];

    private async Task<TestFile> PublishAsync()
    {
        var file = await _lake.IngestAsync(Id);
        file = file with { Validation = file.Validation with { Amounts = [new AmountTotals("total_amount_of_payment_usdollars", 1234, 66, 1)] } };
        await _lake.PublishAsync(file);
        return file;
    }

    private static RunRecord RunOf(TestFile file, string outcome)
    {
        var isPublished = outcome is RunFile.Published or RunFile.Unchanged;
        return Run("run-1", 2023, FileOf(file, outcome) with
        {
            Error = outcome == "failed" ? "The disk is full." : null,
            Landed = file.Landed,
            Chunks = outcome == RunFile.Published ? [.. file.Chunks.Select(RunChunk.Of)] : [],
            Publication = isPublished ? new RunPublication("run-1", true, "key", "sha", 0, 0) : null,
        });
    }

    private async Task<long> SizeAsync(Zone zone)
    {
        var size = 0L;
        await foreach (var key in _lake.Store.ListAsync($"{LakeKeys.Table(zone, Id.Kind)}/program_year=2023/")) size += (await _lake.Store.GetLengthAsync(key))!.Value;
        return size;
    }

    private static IEnumerable<JsonObject> FacetsOf(JsonNode json) => json switch
    {
        JsonObject facet when facet.ContainsKey("_schemaURL") => [facet],
        JsonObject node => node.Where(property => property.Value is not null).SelectMany(property => FacetsOf(property.Value!)),
        JsonArray array => array.SelectMany(item => FacetsOf(item!)),
        _ => [],
    };

    private static string RunIdOf(JsonObject json) => Text(json["run"]!, "runId");

    private static string Text(JsonNode json, string name) => json[name]!.GetValue<string>();

    private static long Number(JsonNode json, string name) => json[name]!.GetValue<long>();
}
