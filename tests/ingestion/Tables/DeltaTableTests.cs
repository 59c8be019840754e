using System.Collections.Immutable;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Schema;
using OpenPayments.Ingestion.Stores;
using OpenPayments.Ingestion.Tables;
using OpenPayments.Ingestion.Tests.Runs;

namespace OpenPayments.Ingestion.Tests.Tables;

public sealed class DeltaTableTests : IDisposable
{
    private static readonly FileId First = TestLake.General(2023, "2024-06-28");
    private static readonly FileId Second = TestLake.General(2023, "2025-01-30");

    private readonly TestLake _lake = new();

    public void Dispose() => _lake.Dispose();

    [Fact]
    public async Task Snapshot_OfATableThatIsNotThere_IsNull()
    {
        Assert.Null(await Table().ReadSnapshotAsync());
    }

    [Fact]
    public async Task FirstCommit_IsAWholeTableByTheProtocol()
    {
        var file = await _lake.IngestAsync(First);
        await ReplaceAsync(file);

        var table = Strict();
        Assert.Equal(0, table.Version);
        Assert.Equal(file.PartKeys.Select(RelativePath), table.Paths);
        Assert.Equal("integer", table.ColumnTypes["program_year"]);
        Assert.Equal("decimal(18,2)", table.ColumnTypes["total_amount_of_payment_usdollars"]);
        Assert.Equal("date", table.ColumnTypes["date_of_payment"]);
        Assert.Equal("long", table.ColumnTypes["_record_number"]);
        Assert.Equal(20240628_0000, table.Transactions["openpayments/2023/general"]);
        var add = table[table.Paths.First()];
        Assert.Equal("2023", add.GetProperty("partitionValues").GetProperty("program_year").GetString());
        Assert.Equal(new DateTimeOffset(2024, 6, 28, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds(), add.GetProperty("modificationTime").GetInt64());
    }

    [Fact]
    public async Task Snapshot_TellsWhatWasCommitted()
    {
        var file = await _lake.IngestAsync(First);
        await ReplaceAsync(file);

        var snapshot = (await Table().ReadSnapshotAsync())!;
        Assert.Equal(TableSchemas.Staging(Kind.General), snapshot.Schema);
        Assert.Equal(file.PartKeys, snapshot.Files.Select(part => part.Key));
        Assert.All(snapshot.Files, part => Assert.Equal((2023, 9L), (part.ProgramYear, part.RowCount!.Value)));
        Assert.Equal(new PublicationTransaction(First, 0), snapshot.CurrentOf(2023));
        Assert.Null(snapshot.CurrentOf(2022));
    }

    [Fact]
    public async Task TableId_IsAFunctionOfTheTable()
    {
        await ReplaceAsync(await _lake.IngestAsync(First));
        using var other = new TestLake();
        var file = await other.IngestAsync(Second);
        await ReplaceAsync(file, new DeltaTable(other.Store, "staging/general_payments", TimeProvider.System));

        Assert.Equal(Strict().TableId, StrictDeltaReader.Read(other.PathOf("staging/general_payments")).TableId);
    }

    [Fact]
    public async Task SameContentAgain_CommitsNothing()
    {
        var file = await _lake.IngestAsync(First);
        var first = await ReplaceAsync(file);
        var second = await ReplaceAsync(file);

        Assert.Equal(first, second);
        Assert.Equal(0, Strict().Version);
    }

    [Fact]
    public async Task NewerPublication_SwapsTheYearAndLeavesTheOthers()
    {
        var otherYear = await _lake.IngestAsync(TestLake.General(2022, "2024-06-28"));
        var older = await _lake.IngestAsync(First);
        var newer = await _lake.IngestAsync(Second, chunkCount: 2);
        await ReplaceAsync(otherYear);
        await ReplaceAsync(older);
        await ReplaceAsync(newer);

        var table = Strict();
        Assert.Equal(2, table.Version);
        Assert.Equal(otherYear.PartKeys.Concat(newer.PartKeys).Select(RelativePath).Order(StringComparer.Ordinal), table.Paths);
        Assert.Equal([First, Second], (await Table().ReadSnapshotAsync())!.Publications.Where(p => p.File.ProgramYear == 2023).Select(p => p.File));
    }

    [Fact]
    public async Task OlderPublication_ChangesNothingAndNamesTheNewer()
    {
        var older = await _lake.IngestAsync(First);
        var newer = await _lake.IngestAsync(Second);
        await ReplaceAsync(newer);

        Assert.Equal(Second, (await ReplaceAsync(older)).File);
        Assert.Equal(0, Strict().Version);
        Assert.Equal(newer.PartKeys.Select(RelativePath), Strict().Paths);
    }

    [Fact]
    public async Task OtherSettingsForTheSamePublication_SwapItAsANewRevision()
    {
        await ReplaceAsync(await _lake.IngestAsync(First));
        var other = await _lake.IngestAsync(First, settings: "b");

        Assert.Equal(new PublicationTransaction(First, 1), await ReplaceAsync(other));
        Assert.Equal(other.PartKeys.Select(RelativePath).Order(StringComparer.Ordinal), Strict().Paths);
        Assert.Equal(20240628_0001, Strict().Transactions["openpayments/2023/general"]);
    }

    [Fact]
    public async Task PartsThatStay_AreNotMentionedAgain()
    {
        var file = await _lake.IngestAsync(First);
        await ReplaceAsync(file with { Chunks = file.Chunks[..2] });
        await ReplaceAsync(file);

        Assert.Equal(file.PartKeys.Select(RelativePath), Strict().Paths);
        Assert.Single(File.ReadLines(_lake.PathOf("staging/general_payments/_delta_log/00000000000000000001.json")), line => line.StartsWith("{\"add\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task EmptyContent_IsCommittedOnce()
    {
        var file = await _lake.IngestAsync(First) with { Chunks = [] };
        await ReplaceAsync(file);
        await ReplaceAsync(file);

        Assert.Equal(0, Strict().Version);
        Assert.Empty(Strict().Paths);
    }

    [Fact]
    public async Task ExtraColumn_GrowsTheSchemaForGood()
    {
        await ReplaceAsync(await _lake.IngestAsync(First));
        await ReplaceAsync(await _lake.IngestAsync(Second, extraColumns: new LayoutColumn("New", "brand_new", ColumnType.Text, 0)));
        await ReplaceAsync(await _lake.IngestAsync(TestLake.General(2022, "2025-01-30")));

        Assert.Equal("string", Strict().ColumnTypes["brand_new"]);
        Assert.Equal("brand_new", (await Table().ReadSnapshotAsync())!.Schema.Columns[^1].Name);
        Assert.DoesNotContain("metaData", await File.ReadAllTextAsync(_lake.PathOf("staging/general_payments/_delta_log/00000000000000000002.json")));
    }

    [Fact]
    public async Task ColumnOfAnotherType_IsRefused()
    {
        await ReplaceAsync(await _lake.IngestAsync(First, extraColumns: new LayoutColumn("New", "brand_new", ColumnType.Text, 0)));
        var file = await _lake.IngestAsync(Second, extraColumns: new LayoutColumn("New", "brand_new", ColumnType.Date, 0));

        var failure = await Assert.ThrowsAsync<InputException>(() => ReplaceAsync(file));
        Assert.Contains("brand_new", failure.Message);
        Assert.Equal(0, Strict().Version);
    }

    [Fact]
    public async Task TimeTravel_ShowsTheOlderPublication()
    {
        var older = await _lake.IngestAsync(First);
        await ReplaceAsync(older);
        await ReplaceAsync(await _lake.IngestAsync(Second));

        Assert.Equal(older.PartKeys, (await Table().ReadSnapshotAsync(version: 0))!.Files.Select(part => part.Key));
        await Assert.ThrowsAsync<InputException>(() => Table().ReadSnapshotAsync(version: 2));
    }

    [Fact]
    public async Task Snapshot_OfManyVersions_HasThemAll()
    {
        for (var programYear = 2000; programYear < 2025; programYear++)
            await ReplaceAsync(await _lake.IngestAsync(TestLake.General(programYear, "2025-01-30"), chunkCount: 1));

        var snapshot = (await Table().ReadSnapshotAsync())!;
        Assert.Equal(24, snapshot.Version);
        Assert.Equal(25, snapshot.Files.Length);
        Assert.Equal(8, (await Table().ReadSnapshotAsync(version: 7))!.Files.Length);
    }

    [Fact]
    public async Task LostRace_AgainstAnotherYear_CommitsTheNextVersion()
    {
        var other = await _lake.IngestAsync(TestLake.General(2022, "2025-01-30"));
        var file = await _lake.IngestAsync(First);
        await ReplaceAsync(file, LosingTo(() => ReplaceAsync(other)));

        Assert.Equal(1, Strict().Version);
        Assert.Equal(6, Strict().Paths.Count());
    }

    [Fact]
    public async Task LostRace_AgainstANewerPublication_CommitsNothing()
    {
        var newer = await _lake.IngestAsync(Second);
        var older = await _lake.IngestAsync(First);

        Assert.Equal(Second, (await ReplaceAsync(older, LosingTo(() => ReplaceAsync(newer)))).File);
        Assert.Equal(newer.PartKeys.Select(RelativePath), Strict().Paths);
    }

    [Fact]
    public async Task LostRace_AgainstTheSameContent_CommitsItOnce()
    {
        var file = await _lake.IngestAsync(First);
        await ReplaceAsync(file, LosingTo(() => ReplaceAsync(file)));

        Assert.Equal(0, Strict().Version);
    }

    [Fact]
    public async Task ManyWritersAtOnce_LeaveEveryYearAtItsNewestPublication()
    {
        string[] publications = ["2023-06-30", "2024-01-18", "2024-06-28", "2025-01-30"];
        var files = new List<TestFile>();
        foreach (var programYear in Enumerable.Range(2018, 4))
            foreach (var publication in publications)
                files.Add(await _lake.IngestAsync(TestLake.General(programYear, publication), chunkCount: 2));

        await Parallel.ForEachAsync(files, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (file, _) => await ReplaceAsync(file));

        var newest = files.Where(file => file.Landed.Id.Publication == new DateOnly(2025, 1, 30));
        Assert.Equal(newest.SelectMany(file => file.PartKeys).Select(RelativePath), Strict().Paths);
    }

    [Fact]
    public async Task TableOfAHigherProtocol_IsRefused()
    {
        await ReplaceAsync(await _lake.IngestAsync(First));
        await AppendCommitAsync(1, """{"protocol":{"minReaderVersion":3,"minWriterVersion":7,"readerFeatures":["deletionVectors"],"writerFeatures":["deletionVectors"]}}""");

        Assert.Contains("staging/general_payments", (await Assert.ThrowsAsync<InputException>(() => Table().ReadSnapshotAsync())).Message);
    }

    [Fact]
    public async Task DamagedCommit_IsNamed()
    {
        await ReplaceAsync(await _lake.IngestAsync(First));
        await AppendCommitAsync(1, """{"add":{"path":"program_""");

        Assert.Contains("_delta_log/00000000000000000001.json", (await Assert.ThrowsAsync<StoreException>(() => Table().ReadSnapshotAsync())).Message);
    }

    [Fact]
    public async Task LogThatWasCutOff_IsNotTakenForANewTable()
    {
        await _lake.Store.PutAsync("staging/general_payments/_delta_log/_last_checkpoint", "{}"u8.ToArray());
        var file = await _lake.IngestAsync(First);

        await Assert.ThrowsAsync<InputException>(() => ReplaceAsync(file));
    }

    [Fact]
    public async Task CommitOfAnotherProgram_IsUnderstood()
    {
        var file = await _lake.IngestAsync(First);
        await ReplaceAsync(file);
        await AppendCommitAsync(1, $$$"""
            {"commitInfo":{"timestamp":1,"operation":"OPTIMIZE"}}
            {"txn":{"appId":"other","version":7}}
            {"remove":{"path":"{{{RelativePath(file.PartKeys.First())}}}","dataChange":false}}
            {"add":{"path":"program_year=2023/a%20b.parquet","partitionValues":{"program_year":"2023"},"size":5,"modificationTime":1,"dataChange":false}}
            """);

        var snapshot = (await Table().ReadSnapshotAsync())!;
        Assert.Equal(new DeltaFile("staging/general_payments/program_year=2023/a b.parquet", 2023, 5, null), snapshot.Files[^1]);
        Assert.Null(snapshot.Files[^1].RowCount);
        Assert.Equal(3, snapshot.Files.Length);
        Assert.Equal(First, snapshot.CurrentOf(2023)!.File);
    }

    [Fact]
    public void QuarantineTable_HasTheColumnsOfItsParts()
    {
        Assert.Equal(
            "raw_record:binary source_file:string _source_sha256:string record_number:long offset_bytes:long length_bytes:integer chunk_index:integer publication:date findings:list rule_set_fingerprint:string program_year:integer",
            string.Join(' ', TableSchemas.Quarantine.Columns.Select(column => $"{column.Name}:{(column.Type as ScalarType)?.Code ?? "list"}")));
        Assert.Equal(
            ["rule_id", "severity", "column", "excerpt", "reason"],
            ((ListType)TableSchemas.Quarantine.Find("findings")!.Type).Fields.Select(field => field.Name));
    }

    private DeltaTable Table(IObjectStore? store = null) => new(store ?? _lake.Store, "staging/general_payments", TimeProvider.System);

    private StrictDeltaReader Strict() => StrictDeltaReader.Read(_lake.PathOf("staging/general_payments"));

    private Task<PublicationTransaction> ReplaceAsync(TestFile file, DeltaTable? table = null) => (table ?? Table()).ReplaceYearAsync(
        file.Landed.Id, [.. file.Chunks.Select(chunk => chunk.Part!)], TableSchemas.Staging(file.Landed.Layout), ImmutableSortedDictionary<string, string>.Empty);

    /// <summary>A table whose next commit comes after that of another writer, which decided on the same snapshot.</summary>
    private DeltaTable LosingTo(Func<Task> otherAsync)
    {
        var hasRun = false;
        return Table(FaultyStore.WithoutFault(_lake.Store, async _ =>
        {
            if (hasRun) return;
            hasRun = true;
            await otherAsync();
        }));
    }

    private Task AppendCommitAsync(long version, string text) =>
        _lake.Store.PutAsync($"staging/general_payments/_delta_log/{version:D20}.json", System.Text.Encoding.UTF8.GetBytes(text));

    private static string RelativePath(string key) => key["staging/general_payments/".Length..];
}
