using System.Collections.Immutable;
using OpenPayments.GrainInterfaces;
using OpenPayments.GrainInterfaces.States;
using OpenPayments.Grains.Files;
using OpenPayments.Grains.Tests.Support;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Reconciliation;
using static OpenPayments.Grains.Tests.Support.Samples;

namespace OpenPayments.Grains.Tests;

public sealed class StateSizeTests
{
    [Fact]
    public void FileState_With10000FinishedChunks_StaysBelow100KiB()
    {
        var source = Source(General);
        var landed = Landed(source, 10_000);
        var results = Enumerable.Range(0, 3).Select(index => Result(landed, index)).ToList();
        var findings = Enumerable.Range(0, 60).ToImmutableSortedDictionary(i => $"rule-number-{i}", _ => 123_456L);
        var validation = new ValidationReport(Verdict.Warn, 1, 1, 0, results[0].Amounts, findings, [.. Enumerable.Range(0, 15).Select(i => new ValidationCheck($"check {i}", Verdict.Pass, new string('x', 120)))]);
        var summary = FileSummaries.Of(source, landed, results, validation);
        var file = new FileState
        {
            Work = new FileWork("run-1", source, new IngestionSettings(), Force: false),
            Stage = FileStage.Finished,
            FinishedChunks = Enumerable.Range(0, 10_000).Aggregate(ChunkSet.Empty(10_000), ChunkSet.With),
            Summary = summary,
            Published = new PublishedFile(new string('a', 64), summary),
        };
        var serializer = new LakeJsonStateSerializer();

        var bytes = serializer.Serialize(file).ToMemory().Length + serializer.Serialize(LandingState.Of(new string('a', 64), landed)).ToMemory().Length;

        Assert.InRange(bytes, 1, 100 * 1024);
    }
}
