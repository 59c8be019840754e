using System.Runtime.InteropServices;
using OpenPayments.Client.Tests.Processes;

namespace OpenPayments.Client.Tests.Ingest;

/// <summary>A disk that is full or may not be written: said clearly, and what was published stays as it was.</summary>
public sealed partial class DiskTests
{
    [Fact]
    public async Task FullDisk_IsSaid_AndTheSameCommandGoesOnOnceThereIsRoom()
    {
        using var lake = new TestLake();
        lake.Generate("ownership-g3", records: 200);
        Directory.CreateDirectory(lake.Path);
        Assert.SkipUnless(Mount("tmpfs", lake.Path, "tmpfs", 0, "size=3m") == 0, "Mounting a small disk needs root.");
        try
        {
            var before = (await lake.IngestAsync("--json")).Expect(ExitCodes.Ok).Json().Text("lake_digest");
            var large = lake.Generate("general-g3", records: 8000);
            Assert.True(large.LengthBytes > 3_000_000, "The file has to be larger than the disk.");

            var full = (await lake.IngestAsync("--json")).Expect(ExitCodes.Failed);
            Assert.Contains("space", full.Error, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("   at ", full.Error, StringComparison.Ordinal);
            Assert.Equal(before, await lake.VerifyAsync());

            Assert.Equal(0, Mount("tmpfs", lake.Path, "tmpfs", Remount, "size=100m"));
            var after = (await lake.IngestAsync("--json")).Expect(ExitCodes.Ok).Json();
            Assert.Equal(after.Text("lake_digest"), await lake.VerifyAsync());
            Assert.Equal(large.RecordCount, after.File("2023/2025-01-30/general").Number("scanned_count"));
        }
        finally
        {
            Unmount(lake.Path, Detach);
        }
    }

    [Fact]
    public async Task RunThatCannotBeRecorded_IsPublishedAndSaysSo_AndTheSameCommandRecordsIt()
    {
        using var lake = new TestLake();
        lake.Generate("ownership-g3", records: 200);
        Directory.CreateDirectory(Path.Combine(lake.Path, "metadata"));
        var inTheWay = Path.Combine(lake.Path, "metadata", "runs");
        await File.WriteAllTextAsync(inTheWay, "a file where a folder has to be");

        var first = (await lake.IngestAsync("--json")).Expect(ExitCodes.Failed);
        Assert.Equal("published", Assert.Single(first.Json().Files()).Text("outcome"));
        Assert.Contains("could not be recorded", first.Error, StringComparison.Ordinal);
        File.Delete(inTheWay);
        (await lake.IngestAsync()).Expect(ExitCodes.Ok);

        Assert.Equal(["succeeded,200"], await lake.QueryAsync("SELECT outcome, record_count FROM audit_runs"));
    }

    [Fact]
    public async Task ReadOnlyLake_CanBeReadButNotWritten()
    {
        using var lake = new TestLake();
        lake.Generate("ownership-g3", records: 200);
        Directory.CreateDirectory(lake.Path);
        Assert.SkipUnless(Mount("tmpfs", lake.Path, "tmpfs", 0, "size=50m") == 0, "Mounting a read-only disk needs root.");
        try
        {
            var digest = (await lake.IngestAsync("--json")).Expect(ExitCodes.Ok).Json().Text("lake_digest");
            lake.Generate("general-g3", records: 200);
            Assert.Equal(0, Mount("tmpfs", lake.Path, "tmpfs", Remount | ReadOnly, "size=50m"));

            var refused = (await lake.IngestAsync()).Expect(ExitCodes.Failed);
            Assert.Contains(lake.Path, refused.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", refused.Error, StringComparison.Ordinal);

            (await lake.RunAsync("status")).Expect(ExitCodes.Ok);
            Assert.Equal(digest, await lake.VerifyAsync());
            Assert.NotEmpty(await lake.QueryAsync("SELECT count(*) FROM ownership_interests"));
        }
        finally
        {
            Unmount(lake.Path, Detach);
        }
    }

    private const nuint ReadOnly = 1;
    private const nuint Remount = 32;
    private const int Detach = 2;

    [LibraryImport("libc", EntryPoint = "mount", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Mount(string source, string target, string fileSystem, nuint flags, string data);

    [LibraryImport("libc", EntryPoint = "umount2", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Unmount(string target, int flags);
}
