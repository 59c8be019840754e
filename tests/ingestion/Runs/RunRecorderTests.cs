using System.Security.Cryptography;
using System.Text.Json;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Stores;
using static OpenPayments.Ingestion.Tests.Audit.AuditSamples;

namespace OpenPayments.Ingestion.Tests.Runs;

public sealed class RunRecorderTests : IDisposable
{
    private static readonly FileId Old = TestLake.General(2023, "2024-06-28");
    private static readonly FileId New = TestLake.General(2023, "2025-01-30");
    private readonly TestLake _lake = new();

    public void Dispose() => _lake.Dispose();

    [Fact]
    public async Task PublishedFile_IsRecordedChunkByChunk_WithTheCommitsThatShowIt()
    {
        await _lake.PublishAsync(await _lake.IngestAsync(Old));
        var file = await _lake.IngestAsync(New);
        await _lake.PublishAsync(file);

        var recorded = Assert.Single((await RecordAsync(FileOf(file, RunFile.Published))).Files);

        Assert.Equal(JsonSerializer.Serialize(file.Landed, LakeJson.Options), JsonSerializer.Serialize(recorded.Landed, LakeJson.Options));
        Assert.Equal(file.PartKeys, recorded.Chunks.Select(chunk => chunk.Part!.Key));
        Assert.Equal(file.QuarantineKeys, recorded.Chunks.Select(chunk => chunk.Quarantine!.Key));
        Assert.All(recorded.Chunks, chunk => Assert.Equal(HashOf(chunk.Part!.Key), chunk.Part.Sha256));
        Assert.Equal((LakeKeys.Manifest(New), HashOf(LakeKeys.Manifest(New))), (recorded.Publication!.ManifestKey, recorded.Publication.ManifestSha256));
        Assert.Equal((true, 1L, 1L), (recorded.Publication.IsCurrent, recorded.Publication.TableVersion, recorded.Publication.QuarantineVersion));
    }

    [Fact]
    public async Task SupersededFile_HasNoVersion()
    {
        await _lake.PublishAsync(await _lake.IngestAsync(New));
        var file = await _lake.IngestAsync(Old);
        await _lake.PublishAsync(file);

        var recorded = Assert.Single((await RecordAsync(FileOf(file, RunFile.Published))).Files);

        Assert.Equal((false, null, null), (recorded.Publication!.IsCurrent, recorded.Publication.TableVersion, recorded.Publication.QuarantineVersion));
    }

    [Fact]
    public async Task UnchangedFile_IsRecordedWithoutTheChunksOfTheRunBefore()
    {
        var file = await _lake.IngestAsync(New);
        await _lake.PublishAsync(file);

        var recorded = Assert.Single((await RecordAsync(FileOf(file, RunFile.Unchanged))).Files);

        Assert.Equal(file.Landed.Sha256, recorded.Landed!.Sha256);
        Assert.Empty(recorded.Chunks);
        Assert.Equal(0, recorded.Publication!.TableVersion);
    }

    [Fact]
    public async Task FileThatFailedItsValidation_IsRecordedFromWhatWasStaged()
    {
        var file = await _lake.IngestAsync(New);
        await new FileManifests(_lake.Store, isStaged: true).TryWriteAsync(new FileManifest(file.Landed, "a", file.Chunks, file.Validation, IsCurrent: false), null);

        var recorded = Assert.Single((await RecordAsync(FileOf(file, "check_failed"))).Files);

        Assert.Equal(3, recorded.Chunks.Length);
        Assert.Null(recorded.Publication);
    }

    [Fact]
    public async Task FileThatWasOnlyLanded_IsRecordedWithItsChunksRanges_AndOneThatWasNot_WithNothing()
    {
        var file = await _lake.IngestAsync(New);
        await _lake.Store.PutAsync(LakeKeys.Landing(New), JsonSerializer.SerializeToUtf8Bytes(file.Landed, LakeJson.Indented));
        var failed = FileOf(file, "failed") with { Validation = null, Error = "The disk is full." };

        var files = (await RecordAsync(failed, failed with { LandedAt = null })).Files;

        Assert.Equal((3, 0, null), (files[0].Landed!.Chunks.Length, files[0].Chunks.Length, files[0].Publication));
        Assert.Null(files[1].Landed);
    }

    [Fact]
    public async Task RecordedRun_StaysAsItIs_WhateverBecomesOfTheLake()
    {
        var file = await _lake.IngestAsync(New);
        await _lake.PublishAsync(file);
        await RecordAsync(FileOf(file, RunFile.Published));
        var bytes = await _lake.Store.ReadAsync(LakeKeys.RunRecord(2023, "run-1"));
        await _lake.PublishAsync(await _lake.IngestAsync(New, settings: "b"));

        await RecordAsync(FileOf(file, RunFile.Published) with { Error = "another" });

        Assert.Equal(bytes, await _lake.Store.ReadAsync(LakeKeys.RunRecord(2023, "run-1")));
        Assert.Equal(["run-1"], await RunRecords.ListAsync(_lake.Store, 2023));
    }

    [Fact]
    public async Task ManifestThatIsGone_IsNamed_AndNothingIsRecorded()
    {
        var file = await _lake.IngestAsync(New);

        var failure = await Assert.ThrowsAsync<StoreException>(() => RecordAsync(FileOf(file, RunFile.Published)));

        Assert.StartsWith(LakeKeys.Manifest(New), failure.Message, StringComparison.Ordinal);
        Assert.Empty(await RunRecords.ListAsync(_lake.Store, 2023));
    }

    [Fact]
    public async Task DamagedRecord_IsNamed()
    {
        await _lake.Store.PutAsync(LakeKeys.RunRecord(2023, "run-1"), "{"u8.ToArray());

        var failure = await Assert.ThrowsAsync<StoreException>(() => RunRecords.ReadAsync(_lake.Store, 2023, "run-1"));

        Assert.StartsWith(LakeKeys.RunRecord(2023, "run-1"), failure.Message, StringComparison.Ordinal);
    }

    private async Task<RunRecord> RecordAsync(params RunFile[] files)
    {
        await new RunRecorder(_lake.Store, TimeProvider.System).RecordAsync(Run("run-1", 2023, files));
        return (await RunRecords.ReadAsync(_lake.Store, 2023, "run-1"))!;
    }

    private string HashOf(string key) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(_lake.PathOf(key))));
}
