using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Tests.Runs;

public sealed class LakeVerifierTests : IDisposable
{
    private static readonly FileId First = TestLake.General(2023, "2024-06-28");
    private static readonly FileId Second = TestLake.General(2023, "2025-01-30");

    private readonly TestLake _lake = new();

    public void Dispose() => _lake.Dispose();

    [Fact]
    public async Task Digest_IsTheHashOfTheSortedKeysAndHashes()
    {
        var file = await _lake.IngestAsync(First, chunkCount: 2);
        await _lake.PublishAsync(file);

        var lines = file.PartKeys.Concat(file.QuarantineKeys).Append(file.Landed.RawKey).Order(StringComparer.Ordinal)
            .Select(key => $"{key}\t{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(_lake.PathOf(key))))}\n");
        var expected = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines))));
        Assert.Equal(expected, await LakeDigest.ReadAsync(_lake.Store));
        Assert.Equal(expected, (await LakeVerifier.VerifyAsync(_lake.Store)).Digest);
    }

    [Fact]
    public async Task Digest_DependsOnWhatIsShown_NotOnHowItCameAbout()
    {
        await _lake.PublishAsync(await _lake.IngestAsync(First));
        await _lake.PublishAsync(await _lake.IngestAsync(Second));
        using var other = new TestLake();
        await other.PublishAsync(await other.IngestAsync(Second));
        var digest = await LakeDigest.ReadAsync(other.Store);

        Assert.Equal(digest, await LakeDigest.ReadAsync(_lake.Store));
        await other.PublishAsync(await other.IngestAsync(First));
        Assert.Equal(digest, await LakeDigest.ReadAsync(other.Store));
        await other.PublishAsync(await other.IngestAsync(Second, settings: "b"));
        Assert.NotEqual(digest, await LakeDigest.ReadAsync(other.Store));
    }

    [Fact]
    public async Task IntactLake_HasNoDifferenceAndNoOrphan()
    {
        await _lake.PublishAsync(await _lake.IngestAsync(First));
        await _lake.PublishAsync(await _lake.IngestAsync(Second, isClean: true));
        await _lake.PublishAsync(await _lake.IngestAsync(TestLake.General(2022, "2025-01-30")));
        var progress = new Recorder();

        var result = await LakeVerifier.VerifyAsync(_lake.Store, progress);

        Assert.Empty(result.Differences);
        Assert.Empty(result.Orphans);
        Assert.Equal(result.RecordedDigest, result.Digest);
        Assert.Equal(3 * (1 + 3) + 2 * 3, result.ObjectCount);
        Assert.Equal(result.LengthBytes, progress.Reports.Max(report => report.DoneBytes));
        Assert.All(progress.Reports, report => Assert.Equal(result.LengthBytes, report.TotalBytes));
    }

    [Fact]
    public async Task EmptyLake_IsIntact()
    {
        var result = await LakeVerifier.VerifyAsync(_lake.Store);

        Assert.True(result.IsIntact);
        Assert.Equal(await LakeDigest.ReadAsync(_lake.Store), result.Digest);
    }

    [Fact]
    public async Task ChangedMissingAndLongerObjects_AreNamed()
    {
        var history = await _lake.IngestAsync(First);
        await _lake.PublishAsync(history);
        var file = await _lake.IngestAsync(Second);
        await _lake.PublishAsync(file);
        var (changed, missing, longer, superseded) = (file.PartKeys.First(), file.QuarantineKeys.First(), file.Landed.RawKey, history.PartKeys.Last());
        await ChangeAsync(changed, bytes => bytes[0] ^= 1);
        File.Delete(_lake.PathOf(missing));
        await File.AppendAllTextAsync(_lake.PathOf(longer), "x");
        await ChangeAsync(superseded, bytes => bytes[^1] ^= 1);

        var result = await LakeVerifier.VerifyAsync(_lake.Store);

        Assert.False(result.IsIntact);
        Assert.NotEqual(result.RecordedDigest, result.Digest);
        Assert.Equal(new[] { changed, missing, longer, superseded }.Order(StringComparer.Ordinal), result.Differences.Select(difference => difference.Key));
        Assert.Contains("changed: its SHA-256 is ", Problem(result, changed));
        Assert.Equal("it is missing", Problem(result, missing));
        Assert.Contains($"is {file.Landed.LengthBytes + 1} bytes long instead of {file.Landed.LengthBytes}", Problem(result, longer));
        Assert.Contains("changed: its SHA-256 is ", Problem(result, superseded));
    }

    [Fact]
    public async Task UnknownObjects_AreOrphansAndNoFailure()
    {
        await _lake.PublishAsync(await _lake.IngestAsync(First));
        var unpublished = await _lake.IngestAsync(Second, chunkCount: 1);

        var result = await LakeVerifier.VerifyAsync(_lake.Store);

        Assert.True(result.IsIntact);
        Assert.Equal(unpublished.PartKeys.Concat(unpublished.QuarantineKeys).Append(unpublished.Landed.RawKey).Order(StringComparer.Ordinal), result.Orphans);
    }

    [Fact]
    public async Task PublishThatStoppedBetweenItsCommits_IsNamed()
    {
        await _lake.PublishAsync(await _lake.IngestAsync(First));
        var newer = await _lake.IngestAsync(Second);
        // The manifest is the first write, the quarantine's commit the second.
        await Assert.ThrowsAsync<StoreException>(() => _lake.PublishAsync(newer, new FaultyStore(_lake.Store, 1, isAfter: true)));

        var result = await LakeVerifier.VerifyAsync(_lake.Store);

        Assert.Equal(LakeKeys.Manifest(Second), Assert.Single(result.Differences).Key);
        Assert.Contains("interrupted", result.Differences[0].Problem);
        Assert.Contains("not whole", (await Assert.ThrowsAsync<StoreException>(() => LakeDigest.ReadAsync(_lake.Store))).Message);
        await _lake.PublishAsync(newer);
        Assert.True((await LakeVerifier.VerifyAsync(_lake.Store)).IsIntact);
    }

    [Fact]
    public async Task MissingAndDamagedManifests_AreNamed()
    {
        var missing = TestLake.General(2022, "2025-01-30");
        await _lake.PublishAsync(await _lake.IngestAsync(First));
        await _lake.PublishAsync(await _lake.IngestAsync(Second));
        await _lake.PublishAsync(await _lake.IngestAsync(missing));
        File.Delete(_lake.PathOf(LakeKeys.Manifest(missing)));
        await File.WriteAllTextAsync(_lake.PathOf(LakeKeys.Manifest(First)), "{");
        await File.WriteAllTextAsync(_lake.PathOf(LakeKeys.Manifest(Second)), "");

        var result = await LakeVerifier.VerifyAsync(_lake.Store);

        Assert.Equal("the manifest of a published file is missing", Problem(result, LakeKeys.Manifest(missing)));
        Assert.Contains("damaged", Problem(result, LakeKeys.Manifest(First)));
        Assert.Contains("damaged", Problem(result, LakeKeys.Manifest(Second)));
    }

    [Fact]
    public async Task LogAndManifestThatDisagree_AreNamed()
    {
        var file = await _lake.IngestAsync(First);
        await _lake.PublishAsync(file);
        var part = file.Chunks[0].Part!;
        await _lake.Store.PutAsync(LakeKeys.Manifest(First), Encoding.UTF8.GetBytes(
            Encoding.UTF8.GetString((await _lake.Store.ReadAsync(LakeKeys.Manifest(First)))!).Replace("\"row_count\":9", "\"row_count\":8", StringComparison.Ordinal)));

        var result = await LakeVerifier.VerifyAsync(_lake.Store);

        Assert.Equal("the table's log says 9 rows, the manifest 8", Problem(result, part.Key));
    }

    private static string Problem(LakeVerification result, string key) => Assert.Single(result.Differences, difference => difference.Key == key).Problem;

    private async Task ChangeAsync(string key, Action<byte[]> change)
    {
        var bytes = await File.ReadAllBytesAsync(_lake.PathOf(key));
        change(bytes);
        await File.WriteAllBytesAsync(_lake.PathOf(key), bytes);
    }

    private sealed class Recorder : IProgress<VerifyProgress>
    {
        public ConcurrentBag<VerifyProgress> Reports { get; } = [];

        public void Report(VerifyProgress value) => Reports.Add(value);
    }
}
