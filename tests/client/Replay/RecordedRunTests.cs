using System.Security.Cryptography;
using System.Text.Json.Nodes;
using OpenPayments.Client.Tests.Processes;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Storage.Local;

namespace OpenPayments.Client.Tests.Replay;

/// <summary>
/// Runs that versions of this program recorded, kept with their raw files and parts: every later version must be able to read,
/// verify and replay them. OPENPAYMENTS_RECORDED_RUN=write adds one of the present versions; nothing replaces one that is there.
/// </summary>
public sealed class RecordedRunTests
{
    private static string Folder { get; } = Path.Combine(Repository.Root, "tests", "client", "Replay", "data", "recorded-runs");

    public static TheoryData<string> Runs => [.. Directory.GetDirectories(Folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task RecordedRun_IsRead_IsWhole_AndIsReplayed(string name)
    {
        using var folder = new TemporaryFolder();
        FolderCopy.Copy(Path.Combine(Folder, name), folder["lake"]);

        var record = Assert.Single(await RunRecords.FindAsync(new LocalObjectStore(folder["lake"]), RunRecords.Latest, null, TestContext.Current.CancellationToken));
        Assert.Equal(name, NameOf(record.Versions));
        var file = Assert.Single(record.Files);
        Assert.True(file.Chunks.Length > 1);
        Assert.True(file.Chunks.Sum(chunk => chunk.QuarantinedCount) > 0);
        Assert.Equal(file.Landed!.Sha256, HashOf(folder["lake"], file.Landed.RawKey));
        foreach (var part in file.Chunks.SelectMany(chunk => new[] { chunk.Part, chunk.Quarantine }).OfType<LakeObject>())
            Assert.Equal(part.Sha256, HashOf(folder["lake"], part.Key));

        var replay = (await ProgramRun.RunAsync("replay", "latest", "--lake", folder["lake"])).Expect(ExitCodes.Ok);
        Assert.Contains($"Equal: 1 file, {file.Chunks.Length} chunks, ", replay.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("was not compared", replay.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PresentVersions_HaveARecordedRun()
    {
        var folder = Path.Combine(Folder, NameOf(RunVersions.Current));
        if (Environment.GetEnvironmentVariable("OPENPAYMENTS_RECORDED_RUN") == "write" && !Directory.Exists(folder)) await WriteAsync(folder);

        Assert.True(Directory.Exists(folder), $"There is no recorded run of the present versions, {folder}. Run this test once with OPENPAYMENTS_RECORDED_RUN=write and commit what it writes.");
    }

    private static async Task WriteAsync(string folder)
    {
        using var lake = new TestLake();
        // A seed whose defects are short.
        lake.Generate("ownership-g3", records: 30, seed: 3, badShare: 0.2);
        (await lake.IngestAsync("--chunk-size", "8KiB")).Expect(ExitCodes.Ok);
        foreach (var zone in (string[])["raw", "staging", "quarantine", "metadata/runs"])
            foreach (var path in Directory.GetFiles(Path.Combine(lake.Path, zone), "*", SearchOption.AllDirectories).Where(path => !path.Contains("_delta_log", StringComparison.Ordinal)))
            {
                var copy = Path.Combine(folder, Path.GetRelativePath(lake.Path, path));
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(path, copy);
            }

        // Where and by whom does not matter, and is nobody's business.
        var recordPath = Assert.Single(Directory.GetFiles(Path.Combine(folder, "metadata"), "*.json", SearchOption.AllDirectories));
        var record = JsonNode.Parse(await File.ReadAllTextAsync(recordPath))!;
        (record["requested_by"]!["user"], record["requested_by"]!["host"]) = ("somebody", "somewhere");
        File.SetUnixFileMode(recordPath, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await File.WriteAllTextAsync(recordPath, record.ToJsonString(LakeJson.Indented).Replace(lake.Sources, "/home/somebody", StringComparison.Ordinal) + "\n");
    }

    private static string NameOf(RunVersions versions) => $"engine-{versions.Engine} rules-{versions.Rules} {versions.PartWriter} {versions.QuarantineWriter}".Replace('/', '-').Replace(' ', '_');

    private static string HashOf(string lake, string key) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(lake, key))));
}
