using System.IO.Compression;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Runs.Replay;
using OpenPayments.Ingestion.Sources;
using OpenPayments.Ingestion.Stores;
using OpenPayments.Storage.Local;
using OpenPayments.Storage.S3;
using OpenPayments.Tests.Servers;

namespace OpenPayments.Pipeline.Tests;

/// <summary>The real rows through the whole pipeline into a lake in S3: it is the same lake, byte for byte, as the one in a folder.</summary>
public sealed class S3LakeTests(S3Server server) : IClassFixture<S3Server>
{
    private static readonly IngestionSettings SmallChunks = new() { ChunkSizeBytes = 500_000 };
    private static readonly string Samples = Path.Combine(AppContext.BaseDirectory, "samples");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task LakeInS3_IsTheOneInAFolder_AlsoWhenManyRequestsGoWrong()
    {
        var folder = Directory.CreateTempSubdirectory("openpayments-");
        try
        {
            var local = new LocalObjectStore(folder.FullName);
            await IngestAsync(local, [Samples]);
            var digest = await LakeDigest.ReadAsync(local, Cancellation);

            using var quiet = new S3ObjectStore(new S3Location("lake", "quiet"), await server.OptionsAsync());
            await IngestAsync(quiet, [Samples]);
            await AssertIsAsync(digest, quiet);

            await using var proxy = FaultProxy.Start((await server.OptionsAsync()).Endpoint!);
            proxy.DelayTime = TimeSpan.FromMilliseconds(20);
            proxy.Choose = FaultProxy.Seeded(seed: 3, share: 0.1);
            using var disturbed = new S3ObjectStore(new S3Location("lake", "disturbed"), (await server.OptionsAsync()) with { Endpoint = proxy.Endpoint });
            await IngestAsync(disturbed, [Samples]);
            await AssertIsAsync(digest, disturbed);
            Assert.Contains(proxy.Requests, request => request.Fault == Fault.LoseReply);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task SourcesInS3_AreReadWhereTheyAre_FilesAndArchives()
    {
        var folder = Directory.CreateTempSubdirectory("openpayments-");
        try
        {
            var fromFolder = new LocalObjectStore(Path.Combine(folder.FullName, "folder"));
            await IngestAsync(fromFolder, [Samples]);

            // The first half as files, the others in an archive, and what is no source beside them.
            await server.OptionsAsync();
            var samples = Directory.GetFiles(Samples, "*.csv").Order(StringComparer.Ordinal).ToList();
            foreach (var path in samples[..(samples.Count / 2)])
                await server.PutAsync($"open-payments/plain/{Path.GetFileName(path)}", await File.ReadAllBytesAsync(path, Cancellation));
            await server.PutAsync("open-payments/archives/rest.zip", Zip(samples[(samples.Count / 2)..]));
            await server.PutAsync("open-payments/readme.txt", "Not a source."u8.ToArray());
            await server.PutAsync("open-payments/lake/raw/kind=general/OP_DTL_GNRL_PGYR2099_P01302099.csv", "x"u8.ToArray());

            await using var proxy = FaultProxy.Start((await server.OptionsAsync()).Endpoint!);
            using var remote = new S3Sources((await server.OptionsAsync()) with { Endpoint = proxy.Endpoint });
            var fromS3 = new LocalObjectStore(Path.Combine(folder.FullName, "s3"));
            await IngestAsync(fromS3, [$"s3://{S3Server.Sources}/open-payments/"], remote);

            Assert.Equal(await LakeDigest.ReadAsync(fromFolder, Cancellation), await LakeDigest.ReadAsync(fromS3, Cancellation));
            Assert.All(proxy.Requests.Where(request => request.Method == "GET" && !request.Target.Contains("list-type", StringComparison.Ordinal)), request => Assert.NotNull(request.Range));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task RunOfALakeInS3_IsReplayedFromThere_AndTheLakeIsOnlyRead()
    {
        var folder = Directory.CreateTempSubdirectory("openpayments-");
        try
        {
            await using var proxy = FaultProxy.Start((await server.OptionsAsync()).Endpoint!);
            using var lake = new S3ObjectStore(new S3Location("lake", "replayed"), (await server.OptionsAsync()) with { Endpoint = proxy.Endpoint });
            var sample = Path.Combine(Samples, "OP_DTL_RSRCH_PGYR2014_P06302016.csv");
            await IngestAsync(lake, [sample]);
            var source = Assert.Single((await SourceFinder.FindAsync([sample], SourceFilter.All, Cancellation)).Files);
            var now = DateTimeOffset.UnixEpoch;
            await new RunRecorder(lake, TimeProvider.System).RecordAsync(
                new RunRecord("run-1", 2014, "ingest", null, RunVersions.Current, SmallChunks, false, WorkFingerprint.OfSettings(SmallChunks), "", now, now, "succeeded", null, [new RunFile(source, RunFile.Published, null, now, now, now, (await new FileManifests(lake).ReadAsync(source.Id, Cancellation))!.Validation)]), Cancellation);
            var requestCount = proxy.Requests.Count;

            var record = Assert.Single(await RunRecords.FindAsync(lake, RunRecords.Latest, 2014, Cancellation));
            var scratch = new ScratchStore(new LocalObjectStore(folder.FullName), lake, new HashSet<string> { record.Files[0].Landed!.RawKey });
            using var stages = new FileStages(scratch, TimeProvider.System, new RawSources(lake));
            var replayed = new ReplayStages(stages, record.Files);
            await IngestAsync(replayed, RawSources.Of(record.Files[0]));
            var replay = await new RunComparison(record, lake, scratch, replayed).CompareAsync(new Dictionary<FileId, string>(), Cancellation);

            Assert.Empty(replay.Differences);
            Assert.True(replay.ChunkCount > 1);
            Assert.Equal(replay.RecordedDigest, replay.ReplayedDigest);
            Assert.All(proxy.Requests.Skip(requestCount), request => Assert.Contains(request.Method, (string[])["GET", "HEAD"]));
            Assert.Empty(Directory.GetFiles(folder.FullName, "*.csv", SearchOption.AllDirectories));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task SourceInS3_ThatIsNotThere_IsSaid()
    {
        using var remote = new S3Sources(await server.OptionsAsync());

        var nothing = await Assert.ThrowsAsync<InputException>(() => SourceFinder.FindAsync([$"s3://{S3Server.Sources}/nothing/"], SourceFilter.All, remote, Cancellation));
        Assert.Contains($"There is nothing at s3://{S3Server.Sources}/nothing/", nothing.Message);
        var noBucket = await Assert.ThrowsAsync<StoreException>(() => SourceFinder.FindAsync(["s3://no-such-bucket/x.csv"], SourceFilter.All, remote, Cancellation));
        Assert.Contains("There is no bucket no-such-bucket", noBucket.Message);
    }

    private static byte[] Zip(IEnumerable<string> paths)
    {
        var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create))
            foreach (var path in paths)
                archive.CreateEntryFromFile(path, Path.GetFileName(path));
        return bytes.ToArray();
    }

    private static async Task AssertIsAsync(string digest, IObjectStore store)
    {
        var verification = await LakeVerifier.VerifyAsync(store, cancellation: Cancellation);
        Assert.Empty(verification.Differences);
        Assert.Empty(verification.Orphans);
        Assert.Equal(digest, verification.Digest);
    }

    private static async Task IngestAsync(IObjectStore store, string[] sources, IRemoteSources? remote = null)
    {
        using var stages = new FileStages(store, TimeProvider.System, remote);
        foreach (var source in (await SourceFinder.FindAsync(sources, SourceFilter.All, remote, Cancellation)).Files) await IngestAsync(stages, source);
    }

    private static async Task IngestAsync(IFileStages stages, SourceFile source)
    {
        var landed = await stages.LandAsync(source, SmallChunks, null, null, Cancellation);
        var results = new ChunkResult[landed.Chunks.Length];
        await Parallel.ForEachAsync(landed.Chunks, Cancellation, async (chunk, token) => results[chunk.Index] = await stages.ProcessChunkAsync(landed, chunk.Index, SmallChunks, null, token));
        var validation = await stages.ValidateAsync(landed, results, SmallChunks, Cancellation);
        await stages.PublishAsync(landed, results, validation, SmallChunks, "run-1", Cancellation);
    }
}
