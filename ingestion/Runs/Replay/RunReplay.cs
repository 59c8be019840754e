using System.Collections.Immutable;

namespace OpenPayments.Ingestion.Runs.Replay;

/// <summary>What came of doing a recorded run again.</summary>
/// <param name="RecordedDigest">One SHA-256 over keys and bytes of the raw files and parts of the run, as <see cref="LakeDigest"/> is made.</param>
/// <param name="ReplayedDigest">The same of what was made again.</param>
/// <param name="Notes">What could not be compared, or had to be compared another way.</param>
public sealed record RunReplay(
    string RunId,
    int ProgramYear,
    RunVersions RecordedVersions,
    RunVersions ReplayedVersions,
    string RecordedDigest,
    string ReplayedDigest,
    int FileCount,
    int ChunkCount,
    int PartCount,
    long LengthBytes,
    ImmutableArray<ReplayDifference> Differences,
    ImmutableArray<string> Notes)
{
    /// <summary>Other versions of ours may write other bytes for the same content.</summary>
    public bool MustHaveSameBytes => RecordedVersions.WriteSameBytesAs(ReplayedVersions);

    public bool IsEqual => Differences.IsEmpty;
}

/// <summary>Something that a run recorded and that came out otherwise when it was done again.</summary>
/// <param name="Chunk">Null when it is about the file as a whole.</param>
/// <param name="What">Such as <c>accepted records</c>, or <c>part</c> and its key.</param>
public sealed record ReplayDifference(string File, int? Chunk, string What, string Recorded, string Replayed)
{
    public override string ToString() => $"{File}{(Chunk is { } chunk ? $" chunk {chunk}" : "")}: {What}: recorded {Recorded}, replayed {Replayed}";
}
