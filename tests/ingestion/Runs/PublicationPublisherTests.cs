using System.Text;
using OpenPayments.Ingestion.Reconciliation;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Schema;
using OpenPayments.Ingestion.Stores;
using OpenPayments.Ingestion.Tables;
using OpenPayments.Ingestion.Tests.Tables;

namespace OpenPayments.Ingestion.Tests.Runs;

public sealed class PublicationPublisherTests : IDisposable
{
    private static readonly FileId First = TestLake.General(2023, "2024-06-28");
    private static readonly FileId Second = TestLake.General(2023, "2025-01-30");

    private readonly TestLake _lake = new();

    public void Dispose() => _lake.Dispose();

    [Fact]
    public async Task Publish_MakesRowsAndQuarantineCurrent_AndWritesTheManifest()
    {
        var file = await _lake.IngestAsync(First);
        var manifest = await _lake.PublishAsync(file);

        Assert.True(manifest.IsCurrent);
        Assert.Equal(file.PartKeys, manifest.Parts.Select(part => part.Key));
        Assert.Equal(file.PartKeys, await ShownAsync(Zone.Staging));
        Assert.Equal(file.QuarantineKeys, await ShownAsync(Zone.Quarantine));
        Assert.Contains("findings", StrictDeltaReader.Read(_lake.PathOf("quarantine/general_payments")).ColumnTypes.Keys);
        Assert.Equivalent(manifest, await ManifestAsync(First), strict: true);
    }

    [Fact]
    public async Task PublishAgain_ChangesNoByte()
    {
        var file = await _lake.IngestAsync(First);
        await _lake.PublishAsync(file);
        var before = await ReadAllAsync();
        await _lake.PublishAsync(file with { Chunks = [.. file.Chunks.Reverse()] });

        Assert.Equal(before, await ReadAllAsync());
    }

    [Fact]
    public async Task NewerPublication_SupersedesTheOlder()
    {
        await _lake.PublishAsync(await _lake.IngestAsync(First));
        var newer = await _lake.IngestAsync(Second, isClean: true);
        await _lake.PublishAsync(newer);

        Assert.Equal(newer.PartKeys, await ShownAsync(Zone.Staging));
        Assert.Empty(await ShownAsync(Zone.Quarantine));
        Assert.False((await ManifestAsync(First))!.IsCurrent);
        Assert.True((await ManifestAsync(Second))!.IsCurrent);
    }

    [Fact]
    public async Task OlderPublicationAfterTheNewer_IsHistoryFromTheStart()
    {
        var newer = await _lake.IngestAsync(Second);
        await _lake.PublishAsync(newer);
        var manifest = await _lake.PublishAsync(await _lake.IngestAsync(First));

        Assert.False(manifest.IsCurrent);
        Assert.Equal(newer.PartKeys, await ShownAsync(Zone.Staging));
        Assert.Equal(newer.QuarantineKeys, await ShownAsync(Zone.Quarantine));
        Assert.False((await ManifestAsync(First))!.IsCurrent);
        Assert.True((await ManifestAsync(Second))!.IsCurrent);
    }

    [Fact]
    public async Task CleanFile_LeavesAnEmptyQuarantineTable()
    {
        await _lake.PublishAsync(await _lake.IngestAsync(First, isClean: true));

        Assert.Empty(StrictDeltaReader.Read(_lake.PathOf("quarantine/general_payments")).Paths);
    }

    [Fact]
    public async Task FileWithoutARecord_IsPublished()
    {
        var file = await _lake.IngestAsync(First, chunkCount: 0);

        Assert.True((await _lake.PublishAsync(file)).IsCurrent);
        Assert.Equal(First, (await LakeTables.Open(_lake.Store, Zone.Staging, Kind.General).ReadSnapshotAsync())!.CurrentOf(2023)!.File);
    }

    [Fact]
    public async Task NewerPublicationWhileAnOlderIsBeingPublished_Stays()
    {
        var newer = await _lake.IngestAsync(Second);
        var older = await _lake.IngestAsync(First);
        var hasRun = false;
        var store = FaultyStore.WithoutFault(_lake.Store, async key =>
        {
            if (hasRun || !key.StartsWith("staging/", StringComparison.Ordinal)) return;
            hasRun = true;
            await _lake.PublishAsync(newer);
        });

        Assert.False((await _lake.PublishAsync(older, store)).IsCurrent);
        Assert.Equal(newer.PartKeys, await ShownAsync(Zone.Staging));
        Assert.Equal(newer.QuarantineKeys, await ShownAsync(Zone.Quarantine));
        Assert.False((await ManifestAsync(First))!.IsCurrent);
        Assert.True((await ManifestAsync(Second))!.IsCurrent);
    }

    [Fact]
    public async Task Sleeper_WhoWakesAfterAnotherHasPublishedTheFile_PutsNothingBack()
    {
        var late = await _lake.IngestAsync(First);
        var sooner = await _lake.IngestAsync(First, chunkCount: 2);
        var hasRun = false;
        var store = new FaultyStore(_lake.Store, -1, false)
        {
            BeforeReplaceAsync = async _ =>
            {
                if (hasRun) return;
                hasRun = true;
                await _lake.PublishAsync(sooner);
            },
        };

        var failure = await Assert.ThrowsAsync<StoreException>(() => _lake.PublishAsync(late, store));

        Assert.Contains("Another process has published 2023/2024-06-28/general", failure.Message);
        Assert.Equal(sooner.PartKeys, (await ManifestAsync(First))!.Parts.Select(part => part.Key));
        Assert.Equal(sooner.PartKeys, await ShownAsync(Zone.Staging));
    }

    [Fact]
    public async Task Sleeper_WhoWakesAfterANewerPublication_DoesNotSayThatItsOwnIsCurrent()
    {
        await _lake.PublishAsync(await _lake.IngestAsync(First, isClean: true));
        var again = await _lake.IngestAsync(First);
        var newer = await _lake.IngestAsync(Second);
        var writes = 0;
        var store = new FaultyStore(_lake.Store, -1, false)
        {
            BeforeReplaceAsync = async key =>
            {
                if (key.Contains("manifests", StringComparison.Ordinal) && ++writes == 1) await _lake.PublishAsync(newer);
            },
        };

        await Assert.ThrowsAsync<StoreException>(() => _lake.PublishAsync(again, store));

        Assert.False((await ManifestAsync(First))!.IsCurrent);
        Assert.True((await ManifestAsync(Second))!.IsCurrent);
        Assert.Equal(newer.PartKeys, await ShownAsync(Zone.Staging));
    }

    [Fact]
    public async Task FailedValidation_IsNotPublished()
    {
        var file = await _lake.IngestAsync(First);
        await Assert.ThrowsAsync<InvalidOperationException>(() => _lake.PublishAsync(file with { Validation = file.Validation with { Verdict = Verdict.Fail } }));

        Assert.False(Directory.Exists(_lake.PathOf("staging/general_payments/_delta_log")));
    }

    [Fact]
    public async Task MissingChunk_IsNotPublished()
    {
        var file = await _lake.IngestAsync(First);

        await Assert.ThrowsAsync<InvalidOperationException>(() => _lake.PublishAsync(file with { Chunks = file.Chunks[..2] }));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CrashAtAnyWrite_ThenPublishAgain_IsLikeNoCrash(bool isAfter)
    {
        using var undisturbed = new TestLake();
        await undisturbed.PublishAsync(await undisturbed.IngestAsync(First));
        await undisturbed.PublishAsync(await undisturbed.IngestAsync(Second, chunkCount: 2));
        var digest = await LakeDigest.ReadAsync(undisturbed.Store);

        for (var writeIndex = 0; ; writeIndex++)
        {
            using var crashed = new TestLake();
            await crashed.PublishAsync(await crashed.IngestAsync(First));
            var newer = await crashed.IngestAsync(Second, chunkCount: 2);
            var store = new FaultyStore(crashed.Store, writeIndex, isAfter);
            try
            {
                await crashed.PublishAsync(newer, store);
            }
            catch (StoreException)
            {
                Assert.True(store.HasFailed);
            }

            if (!store.HasFailed)
            {
                // Manifest, two commits, and the older manifest.
                Assert.Equal(4, writeIndex);
                break;
            }

            Assert.True((await crashed.PublishAsync(newer)).IsCurrent);
            Assert.Equal(digest, await LakeDigest.ReadAsync(crashed.Store));
            Assert.False((await new FileManifests(crashed.Store).ReadAsync(First))!.IsCurrent);
            Assert.Equal(1, StrictDeltaReader.Read(crashed.PathOf("staging/general_payments")).Version);
            Assert.Equal(1, StrictDeltaReader.Read(crashed.PathOf("quarantine/general_payments")).Version);
            Assert.True((await LakeVerifier.VerifyAsync(crashed.Store)).IsIntact);
        }
    }

    private async Task<IEnumerable<string>> ShownAsync(Zone zone) =>
        (await LakeTables.Open(_lake.Store, zone, Kind.General).ReadSnapshotAsync())!.Files.Select(part => part.Key);

    private Task<FileManifest?> ManifestAsync(FileId file) => new FileManifests(_lake.Store).ReadAsync(file);

    private async Task<SortedDictionary<string, string>> ReadAllAsync()
    {
        var objects = new SortedDictionary<string, string>(StringComparer.Ordinal);
        await foreach (var key in _lake.Store.ListAsync(""))
            objects.Add(key, Encoding.UTF8.GetString((await _lake.Store.ReadAsync(key))!));
        return objects;
    }
}
