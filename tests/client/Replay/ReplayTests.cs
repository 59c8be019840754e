using System.Text.Json.Nodes;
using OpenPayments.Client.Tests.Ingest;
using OpenPayments.Client.Tests.Processes;

namespace OpenPayments.Client.Tests.Replay;

/// <summary>Recorded runs done again from the raw zone; whatever comes of it, the lake stays as it was.</summary>
public sealed class ReplayTests : IClassFixture<ReplayTests.Ingested>, IDisposable
{
    private readonly SampleLake _samples;
    private readonly TemporaryFolder _folder = new();

    public ReplayTests(SampleLake samples, Ingested ingested)
    {
        _samples = samples;
        FolderCopy.Copy(ingested.Path, Lake);
    }

    private string Lake => _folder["lake"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task RunOfTheSamples_ComesOutEqual()
    {
        var before = Listing(_samples.Path);

        var replays = (await ProgramRun.RunAsync("replay", "latest", "--lake", _samples.Path, "--scratch", _folder["scratch"], "--json")).Expect(ExitCodes.Ok).Json().AsArray();

        Assert.Equal(_samples.First.Json().Files().Count(), replays.Sum(replay => replay!.Number("file_count")));
        Assert.All(replays, replay => Assert.Equal(replay!.Text("recorded_digest"), replay!.Text("replayed_digest")));
        Assert.All(replays, replay => Assert.Empty(replay!["differences"]!.AsArray()));
        Assert.Equal(before, Listing(_samples.Path));
        Assert.Empty(Directory.GetDirectories(_folder["scratch"]));
    }

    [Fact]
    public async Task RunWithQuarantineAndManyChunks_ComesOutEqual_WhateverBecameOfItsParts()
    {
        var part = Directory.GetFiles(Path.Combine(Lake, "staging"), "*.parquet", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First();
        await File.AppendAllTextAsync(part, "x");

        var replay = Assert.Single((await RunAsync("replay", "latest", "--year", "2023", "--json")).Expect(ExitCodes.Ok).Json().AsArray())!;

        Assert.True(replay.Number("chunk_count") > 3);
        Assert.True(replay.Number("part_count") > replay.Number("chunk_count"));
        Assert.Equal(replay.Text("recorded_digest"), replay.Text("replayed_digest"));
        Assert.Contains(Path.GetFileName(part), (await RunAsync("verify")).Expect(ExitCodes.CheckFailed).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RawFileThatWasDamaged_IsRefusedByName()
    {
        var raw = Assert.Single(Directory.GetFiles(Path.Combine(Lake, "raw"), "*.csv", SearchOption.AllDirectories));
        File.SetUnixFileMode(raw, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var bytes = await File.ReadAllBytesAsync(raw);
        bytes[^5] ^= 1;
        await File.WriteAllBytesAsync(raw, bytes);

        var refused = (await RunAsync("replay", "latest")).Expect(ExitCodes.Failed);

        Assert.Contains($"{Path.GetRelativePath(Lake, raw)} in the lake {Lake} is not what the run read", refused.Error, StringComparison.Ordinal);
        Assert.Contains(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)), refused.Error, StringComparison.Ordinal);
        Assert.Empty(refused.Out);
    }

    [Fact]
    public async Task RecordThatSaysOtherwise_IsADifference_NamedByChunkAndPart()
    {
        string part = "";
        await EditRecordAsync(record =>
        {
            record["settings"]!["codec"] = "snappy";
            var chunk = record["files"]![0]!["chunks"]![1]!;
            chunk["accepted_count"] = chunk.Number("accepted_count") + 1;
            part = chunk["part"]!.Text("key");
        });

        var differing = (await RunAsync("replay", "latest")).Expect(ExitCodes.CheckFailed);

        Assert.Contains("fingerprint of the settings: recorded ", differing.Out, StringComparison.Ordinal);
        Assert.Contains(" chunk 1: accepted records: recorded ", differing.Out, StringComparison.Ordinal);
        Assert.Contains($" chunk 1: part: recorded {part} (SHA-256 ", differing.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunOfAnotherVersion_IsComparedByContent()
    {
        await EditRecordAsync(record => record["versions"]!["part_writer"] = "openpayments-pages/0");
        var equal = (await RunAsync("replay", "latest")).Expect(ExitCodes.Ok);
        await EditRecordAsync(record => record["files"]![0]!["chunks"]![0]!["part"] = record["files"]![0]!["chunks"]![1]!["part"]!.DeepClone());
        var differing = (await RunAsync("replay", "latest")).Expect(ExitCodes.CheckFailed);

        Assert.Contains("openpayments-pages/0", equal.Out, StringComparison.Ordinal);
        Assert.Contains("counts, cents and content as recorded", equal.Out, StringComparison.Ordinal);
        Assert.Contains(" chunk 0: content of record_id: recorded ", differing.Out, StringComparison.Ordinal);
        Assert.DoesNotContain(" chunk 1: ", differing.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunThatIsUnknownOrAmbiguous_IsAnsweredWithThoseThatAreThere()
    {
        var path = Assert.Single(RecordPaths());
        var first = Path.GetFileNameWithoutExtension(path);
        var second = first[..^1] + (first[^1] == 'f' ? "e" : "f");
        File.Copy(path, Path.Combine(Path.GetDirectoryName(path)!, second + ".json"));
        var (later, earlier) = string.CompareOrdinal(first, second) > 0 ? (first, second) : (second, first);

        var unknown = (await RunAsync("replay", "nothing")).Expect(ExitCodes.Failed);
        var ambiguous = (await RunAsync("replay", first[..^1])).Expect(ExitCodes.Failed);
        var otherYear = (await RunAsync("replay", "latest", "--year", "2019")).Expect(ExitCodes.Failed);

        Assert.Contains($"2 runs in the lake {Lake} begin with {first[..^1]}: ", ambiguous.Error, StringComparison.Ordinal);
        Assert.Contains("There is no recorded run", otherYear.Error, StringComparison.Ordinal);
        Assert.Contains($"There is no run nothing in the lake {Lake}. The latest are {later} (2023), {earlier} (2023).", unknown.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReplayThatIsKilled_LeavesTheLakeAsItWas_AndAKeptScratchIsALake()
    {
        var before = Listing(Lake);
        var scratch = Directory.CreateDirectory(_folder["scratch"]).FullName;

        using (var run = ProgramRun.Start("replay", "latest", "--lake", Lake, "--scratch", scratch))
        {
            await run.WaitForErrorAsync(": ingesting");
            run.Send(ProgramRun.SigKill);
            await run.EndAsync();
        }

        Assert.Equal(before, Listing(Lake));
        Directory.Delete(Assert.Single(Directory.GetDirectories(scratch)), recursive: true);
        (await RunAsync("replay", Path.GetFileNameWithoutExtension(Assert.Single(RecordPaths()))[..20], "--scratch", scratch, "--keep")).Expect(ExitCodes.Ok);
        Assert.True(Directory.Exists(Path.Combine(Assert.Single(Directory.GetDirectories(scratch)), "staging", "general_payments")));
        Assert.Equal(before, Listing(Lake));
        (await RunAsync("replay", "latest", "--scratch", Path.Combine(Lake, "raw"))).Expect(ExitCodes.Failed);
    }

    private Task<ProgramResult> RunAsync(string command, params string[] options) => ProgramRun.RunAsync([command, "--lake", Lake, .. options]);

    private string[] RecordPaths() => Directory.GetFiles(Path.Combine(Lake, "metadata", "runs"), "*.json", SearchOption.AllDirectories);

    private async Task EditRecordAsync(Action<JsonNode> edit)
    {
        var path = Assert.Single(RecordPaths());
        var record = JsonNode.Parse(await File.ReadAllTextAsync(path))!;
        edit(record);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await File.WriteAllTextAsync(path, record.ToJsonString());
    }

    /// <summary>Every file of a lake with its length and time, but for those that come and go with whoever reads its state meanwhile.</summary>
    private static string[] Listing(string lake) =>
        [.. new DirectoryInfo(lake).EnumerateFiles("*", SearchOption.AllDirectories).Where(file => file.Extension is not (".db-shm" or ".db-wal")).Select(file => $"{file.FullName} {file.Length} {file.LastWriteTimeUtc:O}").Order(StringComparer.Ordinal)];

    /// <summary>A lake with a quarantine and many chunks; every test works on a copy.</summary>
    public sealed class Ingested : IAsyncLifetime
    {
        private readonly TestLake _lake = new();

        public string Path => _lake.Path;

        public async ValueTask InitializeAsync()
        {
            _lake.Generate("general-g3", records: 400, badShare: 0.05);
            (await _lake.IngestAsync("--chunk-size", "64KiB")).Expect(ExitCodes.Ok);
        }

        public ValueTask DisposeAsync()
        {
            _lake.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
