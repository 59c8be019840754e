using System.Text;
using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Schema;
using OpenPayments.Ingestion.Sources;
using OpenPayments.Ingestion.Tests.Landing;
using OpenPayments.Ingestion.Tests.TestSupport;

namespace OpenPayments.Ingestion.Tests.Chunks;

/// <summary>Chunks that are computed while their file lands: the lake is the same, and nothing else stays behind.</summary>
public sealed class HeadStartTests : IDisposable
{
    private const long Plenty = 96 << 20;

    private static readonly IngestionSettings Settings = new() { ChunkSizeBytes = 40_000 };

    private readonly MemoryObjectStore _store = new();
    private ChunkProcessor _processor;

    public HeadStartTests() => _processor = new ChunkProcessor(_store, takesProfiles: true, Plenty);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _processor.Dispose();

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task HeadStart_LeavesTheSameKeysAndBytes(bool isAlone, bool storeTakesUnnamed)
    {
        _store.TakesUnnamed = storeTakesUnnamed;
        var file = File(16_000);
        Assert.True(file.Length > 3 * LandingBlock.CapacityBytes / 2);

        var landed = await LandAsync(file, new TestSlots().Open().TakeAsync, isAlone);
        var (ahead, results) = await ProcessAsync(landed);

        Assert.InRange(ahead, 2, landed.Chunks.Length);
        Assert.Equal(storeTakesUnnamed ? ahead : 0, _store.NamedCount);
        Assert.All(results.SkipLast(1), chunk => Assert.NotNull(chunk.Quarantine));
        Assert.Equal(landed.Sha256, Assert.Single(ArrowTable.Read(_store.Objects[results[0].Part!.Key])[ProvenanceColumns.SourceSha256].Distinct()));
        await AssertAsWithoutAsync(file);
        AssertNothingHeld();
    }

    [Fact]
    public async Task LandingThatIsAlone_LendsItsSlot_AndWaitsForItsChunks()
    {
        // Longer than the room for its chunks, and no other slot is ever free.
        var file = File(120_000);
        Assert.True(file.Length > 10 * LandingBlock.CapacityBytes);
        var settings = Settings with { ChunkSizeBytes = 1 << 20 };
        var landed = await LandAsync(file, TestSlots.TakeInVainAsync, isAlone: true, settings: settings);

        Assert.True(landed.Chunks.Length > 12);
        Assert.Equal(landed.Chunks.Length, (await ProcessAsync(landed, settings)).AheadCount);
        AssertNothingHeld();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task LongRejectedRecords_AreHeldCompressed_AndStandWholeInQuarantine(bool storeTakesUnnamed)
    {
        _store.TakesUnnamed = storeTakesUnnamed;
        const int longBytes = 100_000;
        var file = File(400, longBytes: longBytes);
        var slots = new TestSlots();
        var landed = await LandAsync(file, slots.TakeAsync);
        await slots.Open().TwoAreBack.WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
        Assert.InRange(_processor.Drafts.HeldBytes, 1, longBytes);

        await ProcessAsync(landed);
        await AssertAsWithoutAsync(file);
        AssertNothingHeld();
    }

    [Fact]
    public async Task DraftThatCouldNotBeFlushed_IsDropped()
    {
        (_store.TakesUnnamed, _store.FlushFailure) = (true, new IOException("the disk is gone"));
        var file = File(400);
        var landed = await LandAsync(file, new TestSlots().Open().TakeAsync, isAlone: true);
        Assert.Equal(0, (await ProcessAsync(landed)).AheadCount);
        await AssertAsWithoutAsync(file);
        AssertNothingHeld();
    }

    [Fact]
    public async Task RoomOfALanding_IsFree_OnceItsChunksAreRead()
    {
        var file = File(400);
        var slots = new LandingSlots(TestSlots.TakeInVainAsync, 2, IsAlone: false);
        await using (var first = _processor.TryBeginHeadStart(Source(file), Settings, slots))
        {
            Assert.NotNull(first);
            Assert.Null(_processor.TryBeginHeadStart(Source(file), Settings, slots));
        }

        await using var second = _processor.TryBeginHeadStart(Source(file), Settings, slots);
        Assert.NotNull(second);
        Assert.Null(_processor.TryBeginHeadStart(Source(file), Settings with { ChunkSizeBytes = file.Length }, slots));
    }

    [Fact]
    public async Task Draft_IsUsedOnce()
    {
        var landed = await LandAsync(File(400), new TestSlots().Open().TakeAsync);
        Assert.True((await ProcessAsync(landed)).AheadCount >= 2);
        Assert.Equal(0, (await ProcessAsync(landed)).AheadCount);
    }

    [Fact]
    public async Task Draft_IsNotUsed_ForOtherSettings()
    {
        var landed = await LandAsync(File(400), new TestSlots().Open().TakeAsync);
        Assert.Equal(0, (await ProcessAsync(landed, Settings with { Codec = CompressionCodec.Snappy })).AheadCount);
    }

    [Fact]
    public async Task Draft_IsNotUsed_WhenTheFileIsWindows1252()
    {
        // Which only its last chunk shows.
        var file = File(400, new GeneralRecord(400).Set("covered_recipient_first_name", "JOS\xE9"));
        var landed = await LandAsync(file, new TestSlots().Open().TakeAsync);

        Assert.Equal(TextEncoding.Windows1252, landed.Encoding);
        Assert.Equal(0, (await ProcessAsync(landed)).AheadCount);
        await AssertAsWithoutAsync(file);
        AssertNothingHeld();
    }

    [Fact]
    public async Task Drafts_AreNotKept_BeyondTheirRoom()
    {
        var file = File(400);
        var landed = await LandAsync(file, new TestSlots().Open().TakeAsync, isAlone: true);
        await AwaitDraftsAsync(landed);
        var roomForThree = _processor.Drafts.HeldBytes * 7 / 2 / landed.Chunks.Length;

        _processor.Dispose();
        _processor = new ChunkProcessor(_store, takesProfiles: true, roomForThree);
        landed = await LandAsync(file, new TestSlots().Open().TakeAsync, isAlone: true);
        await AwaitDraftsAsync(landed); // One that ended later would find the room that another left.
        Assert.InRange(_processor.Drafts.HeldBytes, 1, roomForThree);

        Assert.InRange((await ProcessAsync(landed)).AheadCount, 1, 3);
        await AssertAsWithoutAsync(file);
        AssertNothingHeld();
    }

    [Fact]
    public async Task ChunkWithoutASlot_IsNotComputedAhead()
    {
        var landed = await LandAsync(File(400), TestSlots.TakeInVainAsync);
        Assert.Equal(0, (await ProcessAsync(landed)).AheadCount);
        AssertNothingHeld();
    }

    [Fact]
    public async Task CancelledLanding_LeavesNoBufferNoWorkerNoDraft()
    {
        var file = File(4000);
        var slots = new TestSlots().Open();
        using var cancellation = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => LandAsync(file, slots.TakeAsync, progress: new InlineProgress(_ => cancellation.Cancel()), cancellation: cancellation.Token));

        Assert.True(slots.TakenCount >= 2);
        AssertNothingHeld();
    }

    [Fact]
    public async Task ChunkThatFails_IsLeftToBeAskedFor()
    {
        var file = File(400);
        var landed = await LandAsync(file, _ => throw new InvalidOperationException("no slot for a strange reason"));
        Assert.Equal(0, (await ProcessAsync(landed)).AheadCount);
        await AssertAsWithoutAsync(file);
        AssertNothingHeld();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Drafts_AreDropped_WhenTheFileIsValidatedOrLandsAgain(bool isValidated)
    {
        var path = Path.GetTempFileName();
        try
        {
            var file = File(400);
            await System.IO.File.WriteAllBytesAsync(path, file, Cancellation);
            var source = Source(file) with { Path = path, ModifiedAt = System.IO.File.GetLastWriteTimeUtc(path) };
            using var stages = new FileStages(_store, TimeProvider.System);
            var landed = await stages.LandAsync(source, Settings, null, new LandingSlots(new TestSlots().Open().TakeAsync, 2, IsAlone: false), Cancellation);
            var ahead = await CountAheadAsync(0, landed, index => stages.ProcessChunkAsync(landed, index, Settings, null, Cancellation));
            Assert.Equal(1, ahead);

            if (isValidated) await stages.ValidateAsync(landed, [], Settings, Cancellation);
            else await stages.LandAsync(source, Settings, null, null, Cancellation);

            Assert.Equal(0, await CountAheadAsync(1, landed, index => stages.ProcessChunkAsync(landed, index, Settings, null, Cancellation)));
        }
        finally
        {
            System.IO.File.Delete(path);
        }
    }

    /// <summary>Good records, and in every chunk some to reject, one of them with a newline within.</summary>
    private static byte[] File(int recordCount, GeneralRecord? last = null, int longBytes = 0)
    {
        var records = Enumerable.Range(1, recordCount).Select(number => (number % 50) switch
        {
            7 => new GeneralRecord(number).Set("date_of_payment", "02/31/2023").Set("covered_recipient_last_name", $"LEE{new string('E', longBytes)}"),
            8 => new GeneralRecord(number).Set("recipient_city", "NEW\nYORK").Set("total_amount_of_payment_usdollars", "much"),
            9 => (object)"\"torn\n",
            _ => new GeneralRecord(number).Set("covered_recipient_last_name", $"LEE {number * 7919 % 100}"),
        });
        return Encoding.Latin1.GetBytes(GeneralRecord.Header + string.Concat(records) + last);
    }

    private static SourceFile Source(byte[] file) =>
        new(LandingFixture.Id, "/downloads/a.csv", null, "a.csv", file.Length, DateTimeOffset.UnixEpoch, EraCatalog.Find("general-g3"), null);

    private async Task<LandedFile> LandAsync(
        byte[] file, TakeSlot takeSpare, bool isAlone = false, IngestionSettings? settings = null, IProgress<long>? progress = null, CancellationToken? cancellation = null)
    {
        await using var headStart = _processor.TryBeginHeadStart(Source(file), settings ?? Settings, new LandingSlots(takeSpare, 2, isAlone));
        var landed = await new Lander(_store).LandAsync(Source(file), new MemoryStream(file), settings ?? Settings, progress, headStart!.Capture, cancellation ?? Cancellation);
        await headStart.CompleteAsync(landed, Cancellation);
        return landed;
    }

    /// <summary>Until none is under way any more; then they wait to be taken as before.</summary>
    private async Task AwaitDraftsAsync(LandedFile landed)
    {
        foreach (var fingerprint in landed.Chunks.Select(chunk => WorkFingerprint.OfChunk(landed, chunk, Settings)))
            _processor.Drafts.Add(landed.Id, fingerprint, Task.FromResult(await _processor.Drafts.TakeAsync(landed.Id, fingerprint)));
    }

    private async Task<(int AheadCount, List<ChunkResult> Results)> ProcessAsync(LandedFile landed, IngestionSettings? settings = null)
    {
        var results = new List<ChunkResult>();
        var ahead = 0;
        foreach (var chunk in landed.Chunks)
            ahead += await CountAheadAsync(chunk.Index, landed, async index => results.Add(await _processor.ProcessAsync(landed, index, settings ?? Settings, Cancellation)));
        return (ahead, results);
    }

    /// <summary>Whoever computes a chunk when it is asked for reads it from the raw zone.</summary>
    private async Task<int> CountAheadAsync(int index, LandedFile landed, Func<int, Task> process)
    {
        Assert.True(landed.Chunks.Length > 2);
        var opened = _store.OpenedCount;
        await process(index);
        return _store.OpenedCount == opened ? 1 : 0;
    }

    private async Task AssertAsWithoutAsync(byte[] file)
    {
        var store = new MemoryObjectStore();
        using var processor = new ChunkProcessor(store);
        var landed = await new Lander(store).LandAsync(Source(file), new MemoryStream(file), Settings, null, Cancellation);
        foreach (var chunk in landed.Chunks) await processor.ProcessAsync(landed, chunk.Index, Settings, Cancellation);

        Assert.Equal(store.Objects.Keys.Order(), _store.Objects.Keys.Order());
        Assert.All(store.Objects, item => Assert.True(item.Value.AsSpan().SequenceEqual(_store.Objects[item.Key]), $"{item.Key} has other bytes"));
    }

    private void AssertNothingHeld()
    {
        Assert.False(_processor.Room.IsTaken);
        Assert.Equal(0, _store.OpenUnnamedCount);
        Assert.Equal((0, 0L), (_processor.Drafts.WaitingCount, _processor.Drafts.HeldBytes));
        Assert.Equal(0, _processor.Workers.RentedCount);
    }
}
