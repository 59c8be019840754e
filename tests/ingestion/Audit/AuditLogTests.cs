using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using OpenPayments.Ingestion.Audit;
using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Reconciliation;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Schema;
using OpenPayments.Ingestion.Stores;
using OpenPayments.Ingestion.Tests.Runs;
using OpenPayments.Ingestion.Tests.Tables;
using OpenPayments.Ingestion.Tests.TestSupport;
using static OpenPayments.Ingestion.Tests.Audit.AuditSamples;

namespace OpenPayments.Ingestion.Tests.Audit;

/// <summary>The audit tables: what a run adds to them, once, whoever else is adding and whoever dies.</summary>
public sealed class AuditLogTests : IDisposable
{
    private static readonly FileId Id = TestLake.General(2023, "2025-01-30");
    private readonly TestLake _lake = new();

    public void Dispose() => _lake.Dispose();

    [Fact]
    public async Task RecordedRun_StandsInEveryTable_AsDuckDbReadsIt()
    {
        await RecordPublishedAsync("run-1");

        var run = Read("audit_runs", "run-1");
        Assert.Equal(("run-1", "ingest", "ada", "engine", "1.2.3", "succeeded"), (run["run_id"][0], run["command"][0], run["requested_by"][0], run["requested_on"][0], run["client_version"][0], run["outcome"][0]));
        Assert.Equal((Time.UtcDateTime, null, false, 1, 30L, 27L, 3L), (((DateTime)run["started_at"][0]!).ToUniversalTime(), run["error"][0], run["is_forced"][0], run["published_count"][0], run["record_count"][0], run["accepted_count"][0], run["quarantined_count"][0]));

        var file = Read("audit_files", "run-1");
        Assert.Equal(("2023/2025-01-30/general", new DateOnly(2025, 1, 30), "published", 12.34m, "pass"), (file["file"][0], file["publication"][0], file["outcome"][0], file["accepted_amount"][0], file["verdict"][0]));
        Assert.Equal((0L, 0L, LakeKeys.Manifest(Id)), (file["table_version"][0], file["quarantine_version"][0], file["manifest_key"][0]));

        var chunks = Read("audit_chunks", "run-1");
        Assert.Equal([0, 1, 2], chunks["chunk_index"]);
        Assert.Equal([0L, 100L, 200L], chunks["offset_bytes"]);
        Assert.All(chunks["part_key"].Zip(chunks["part_sha256"]), part => Assert.Equal(HashOf((string)part.First!), part.Second));
        Assert.All(chunks["quarantine_key"].Zip(chunks["quarantine_sha256"]), part => Assert.Equal(HashOf((string)part.First!), part.Second));

        Assert.Equal([("rows", "warn", "hm"), ("objects", "pass", "all there")], Read("validation_results", "run-1") is var results
            ? results["check_name"].Zip(results["verdict"], results["detail"]).Select(row => ((string)row.First!, (string)row.Second!, (string)row.Third!)) : []);
        var drift = Read("drift_findings", "run-1");
        Assert.Equal(["header_renamed", "header_added", "header_removed", "header_moved"], drift["sort"]);
        Assert.Equal(["New", "More", "Less", "Moved"], drift["column_name"]);
        Assert.All(drift["measure"], Assert.Null);
    }

    [Fact]
    public async Task Texts_AreKept_WhateverTheirLetters_AsParquetNetReadsThem()
    {
        await Log().AppendAsync(AuditEntries.Of(FailedRun("run-1", 2023, "Die Platte ist voll – 12 % übrig.")));

        var file = await ParquetNetTable.ReadAsync((await _lake.Store.ReadAsync(LakeKeys.AuditPart("audit_files", 2023, "run-1")))!);

        Assert.Equal(("/data/zürich.csv", "Die Platte ist voll – 12 % übrig.", null), (file["source_path"][0], file["error"][0], file["raw_sha256"][0]));
    }

    [Fact]
    public async Task Instants_HaveTheirTrueBounds_SoThatReadersDoNotSkipThem()
    {
        await Log().AppendAsync(AuditEntries.Of(FailedRun("run-1", 2023, "no")));

        var bytes = File.ReadAllBytes(_lake.PathOf(LakeKeys.AuditPart("audit_runs", 2023, "run-1")));

        Assert.Equal([1L], DuckDbTable.Query(bytes, "SELECT count(*) AS n FROM '{0}' WHERE started_at > TIMESTAMPTZ '2025-02-03 04:05:06Z' AND started_at < TIMESTAMPTZ '2025-02-03 04:05:07Z'")["n"]);
    }

    [Fact]
    public async Task SameRunAgain_AddsNothing()
    {
        var entries = AuditEntries.Of(FailedRun("run-1", 2023, "no"));
        await Log().AppendAsync(entries);
        var before = await _lake.Store.ReadAsync(LakeKeys.AuditPart("audit_runs", 2023, "run-1"));

        // Another program's version might spell the rows otherwise; what stands stays.
        await Log().AppendAsync(entries with { Run = entries.Run with { Reason = "another" } });

        Assert.Equal(before, await _lake.Store.ReadAsync(LakeKeys.AuditPart("audit_runs", 2023, "run-1")));
        Assert.Equal((0L, 1), (Strict("audit_runs").Version, Strict("audit_runs").Paths.Count()));
    }

    [Fact]
    public async Task RunsThatEndAtOnce_AllLand_EachOnce()
    {
        var runs = Enumerable.Range(0, 12).Select(index => AuditEntries.Of(FailedRun($"run-{index % 6}", 2013 + index % 6, "no"))).ToList();

        await Task.WhenAll(runs.Select(run => Task.Run(() => Log().AppendAsync(run))));

        Assert.All(new[] { "audit_runs", "audit_files" }, table =>
        {
            Assert.Equal(Enumerable.Range(0, 6).Select(index => $"program_year={2013 + index}/run-{index}.parquet"), Strict(table).Paths);
            Assert.Equal(5, Strict(table).Version);
        });
    }

    [Fact]
    public async Task RunOfTwoYears_IsEnteredForEach()
    {
        await Log().AppendAsync(AuditEntries.Of(FailedRun("run-1", 2022, "no")));
        await Log().AppendAsync(AuditEntries.Of(FailedRun("run-1", 2023, "no")));

        Assert.Equal(2, Strict("audit_runs").Paths.Count());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task DeathAtAnyWrite_IsMadeUpForByTheNextAttempt_WithTheSameObjects(bool isAfter)
    {
        await new RunRecorder(_lake.Store, TimeProvider.System).RecordAsync(await PublishAsync(_lake, "run-1", chunkCount: 1));
        var expected = await ObjectsAsync(_lake);
        for (var write = 0; ; write++)
        {
            using var lake = new TestLake();
            var run = await PublishAsync(lake, "run-1", chunkCount: 1);
            var store = new FaultyStore(lake.Store, write, isAfter);
            var death = await Record.ExceptionAsync(() => new RunRecorder(store, TimeProvider.System).RecordAsync(run));
            Assert.Equal(store.HasFailed, death is StoreException);

            await new RunRecorder(lake.Store, TimeProvider.System).RecordAsync(run);

            Assert.Equal(expected, await ObjectsAsync(lake));
            Assert.All(AuditTables.All, table => Assert.Equal((0L, 1), (Strict(table.Name, lake).Version, Strict(table.Name, lake).Paths.Count())));
            if (!store.HasFailed) break;
        }
    }

    [Fact]
    public async Task Verify_KnowsTablesAndRecords_AndTheDigestDoesNotDependOnThem()
    {
        var run = await PublishAsync(_lake, "run-1");
        var digest = await LakeDigest.ReadAsync(_lake.Store);
        await new RunRecorder(_lake.Store, TimeProvider.System).RecordAsync(run);

        var intact = await LakeVerifier.VerifyAsync(_lake.Store);
        Damage(LakeKeys.AuditPart("audit_files", 2023, "run-1"));
        Damage(LakeKeys.RunRecord(2023, "run-1"));
        File.Delete(_lake.PathOf(LakeKeys.AuditPart("audit_chunks", 2023, "run-1")));
        await _lake.Store.PutAsync(LakeKeys.AuditPart("audit_runs", 2023, "of-nobody"), "x"u8.ToArray());
        var damaged = await LakeVerifier.VerifyAsync(_lake.Store);

        Assert.Equal((digest, true, 0), (intact.Digest, intact.IsIntact, intact.Orphans.Length));
        Assert.Equal(digest, damaged.Digest);
        Assert.Equal(
            [LakeKeys.AuditPart("audit_chunks", 2023, "run-1"), LakeKeys.AuditPart("audit_files", 2023, "run-1"), LakeKeys.RunRecord(2023, "run-1")],
            damaged.Differences.Select(difference => difference.Key));
        Assert.Equal([LakeKeys.AuditPart("audit_runs", 2023, "of-nobody")], damaged.Orphans);
    }

    [Fact]
    public async Task RecordThatNoTableNames_IsAnOrphan()
    {
        await RunRecords.WriteAsync(_lake.Store, FailedRun("run-1", 2023, "no"));

        Assert.Equal([LakeKeys.RunRecord(2023, "run-1")], (await LakeVerifier.VerifyAsync(_lake.Store)).Orphans);
    }

    [Fact]
    public void Columns_AreDocumented_OnceEach()
    {
        Assert.All(AuditTables.All, table =>
        {
            Assert.EndsWith(".", table.Comment, StringComparison.Ordinal);
            Assert.Equal(table.Schema.Columns.Select(column => column.Name).Distinct(), table.Schema.Columns.Select(column => column.Name));
            Assert.All(table.Schema.Columns, column =>
            {
                Assert.Matches("^[a-z][a-z0-9_]*$", column.Name);
                Assert.EndsWith(".", column.Comment, StringComparison.Ordinal);
            });
        });
    }

    [Fact]
    public async Task Comments_StandInTheTablesSchema()
    {
        await Log().AppendAsync(AuditEntries.Of(FailedRun("run-1", 2023, "no")));

        Assert.Equal(RunsTable.Table.Schema, (await RunsTable.Table.Open(_lake.Store).ReadSnapshotAsync())!.Schema);
    }

    private async Task RecordPublishedAsync(string runId) => await new RunRecorder(_lake.Store, TimeProvider.System).RecordAsync(await PublishAsync(_lake, runId));

    private static async Task<RunRecord> PublishAsync(TestLake lake, string runId, int chunkCount = 3)
    {
        var file = await lake.IngestAsync(Id, chunkCount);
        file = file with
        {
            Validation = file.Validation with
            {
                Amounts = [new AmountTotals("total_amount_of_payment_usdollars", 1234, 5, 0)],
                Checks = [new ValidationCheck("rows", Verdict.Warn, "hm"), new ValidationCheck("objects", Verdict.Pass, "all there")],
            },
        };
        await lake.PublishAsync(file);
        return Run(runId, 2023, FileOf(file, RunFile.Published, new HeaderDrift("general-g3", [new RenamedColumn("Old", "New")], ["More"], ["Less"], ["Moved"])));
    }

    private AuditLog Log() => new(_lake.Store, TimeProvider.System);

    private Dictionary<string, object?[]> Read(string table, string runId) => DuckDbTable.Read(File.ReadAllBytes(_lake.PathOf(LakeKeys.AuditPart(table, 2023, runId))));

    private StrictDeltaReader Strict(string table, TestLake? lake = null) => StrictDeltaReader.Read((lake ?? _lake).PathOf(LakeKeys.AuditTable(table)));

    private string HashOf(string key) => Hash(File.ReadAllBytes(_lake.PathOf(key)));

    private void Damage(string key)
    {
        var path = _lake.PathOf(key);
        var bytes = File.ReadAllBytes(path);
        File.Delete(path);
        bytes[^5] ^= 1;
        File.WriteAllBytes(path, bytes);
    }

    /// <summary>All but the logs, whose commits say when they were made.</summary>
    private static async Task<ImmutableSortedDictionary<string, string>> ObjectsAsync(TestLake lake)
    {
        var objects = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        await foreach (var key in lake.Store.ListAsync("metadata/"))
            if (!key.Contains("/_delta_log/", StringComparison.Ordinal))
                objects.Add(key, Hash(key.Contains("/lineage/", StringComparison.Ordinal) ? WithoutPlace(lake, (await lake.Store.ReadAsync(key))!) : (await lake.Store.ReadAsync(key))!));
        return objects.ToImmutable();
    }

    /// <summary>Lineage names datasets by where they are, and every lake here is somewhere else.</summary>
    private static byte[] WithoutPlace(TestLake lake, byte[] json) => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(json).Replace(lake.Folder, "/lake", StringComparison.Ordinal));

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
