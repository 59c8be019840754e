using System.Collections.Immutable;
using System.Globalization;
using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Runs.Replay;

/// <summary>
/// Holds what a run recorded against what came of doing it again: raw files, chunks, counts, cents, findings, and every part's key
/// and digest. Where the run was another version's, parts are compared by their content instead, as long as the old ones are there.
/// </summary>
/// <param name="scratch">Where the run was done again.</param>
public sealed class RunComparison(RunRecord record, IObjectStore lake, IObjectStore scratch, ReplayStages stages)
{
    private readonly ImmutableArray<ReplayDifference>.Builder _differences = ImmutableArray.CreateBuilder<ReplayDifference>();
    private readonly ImmutableArray<string>.Builder _notes = ImmutableArray.CreateBuilder<string>();
    private readonly List<LakeObject> _recordedObjects = [], _replayedObjects = [];
    private readonly bool _mustHaveSameBytes = record.Versions.WriteSameBytesAs(RunVersions.Current);

    /// <summary>The files of which a run recorded chunks; only those can be done again.</summary>
    public static ImmutableArray<RunFile> FilesOf(RunRecord record) => [.. record.Files.Where(file => file is { Landed: not null, Chunks.IsEmpty: false })];

    /// <param name="errors">Why a file did not come to its end, by file.</param>
    public async Task<RunReplay> CompareAsync(IReadOnlyDictionary<FileId, string> errors, CancellationToken cancellation = default)
    {
        var files = FilesOf(record);
        if (!_mustHaveSameBytes) _notes.Add($"the run was made by {Describe(record.Versions)}, this is {Describe(RunVersions.Current)}: bytes may differ by design, so the parts' content is compared");
        else if (stages.GetSettingsFingerprint(record.Settings) is var fingerprint && fingerprint != record.SettingsFingerprint)
            Differ(null, "fingerprint of the settings", record.SettingsFingerprint, fingerprint);
        foreach (var left in record.Files.Where(file => !files.Contains(file)))
            _notes.Add($"{left.Source.Id} was {left.Outcome} in that run, which has nothing of it to compare");
        foreach (var file in files) await CompareAsync(file, errors, cancellation);
        return new RunReplay(
            record.RunId, record.ProgramYear, record.Versions, RunVersions.Current, DigestOf(_recordedObjects), DigestOf(_replayedObjects),
            files.Length, files.Sum(file => file.Chunks.Length), files.Sum(file => PartsOf(file).Count()), files.Sum(file => file.Landed!.LengthBytes),
            _differences.ToImmutable(), _notes.ToImmutable());
    }

    private async Task CompareAsync(RunFile file, IReadOnlyDictionary<FileId, string> errors, CancellationToken cancellation)
    {
        var (id, recorded) = (file.Source.Id, file.Landed!);
        _recordedObjects.Add(new LakeObject(recorded.RawKey, recorded.LengthBytes, recorded.Sha256));
        _recordedObjects.AddRange(PartsOf(file));
        if (stages.FindLanded(id) is { } found) CompareLanding(id, recorded, found);
        if (await new FileManifests(scratch, isStaged: true).ReadAsync(id, cancellation) is not { } manifest)
        {
            Differ(id, "the file", $"{file.Chunks.Length} chunks", errors.GetValueOrDefault(id, "nothing: it did not come to its validation"));
            return;
        }

        _replayedObjects.Add(LakeObject.Of(manifest.Landed));
        foreach (var part in manifest.Parts.Concat(manifest.QuarantineParts)) _replayedObjects.Add(LakeObject.Of(part));
        var results = manifest.Chunks.ToDictionary(chunk => chunk.ChunkIndex);
        foreach (var chunk in file.Chunks)
        {
            if (!results.Remove(chunk.Index, out var result)) Differ(id, "chunk", "done", "missing", chunk.Index);
            else await CompareAsync(file, chunk, result, cancellation);
        }

        foreach (var index in results.Keys) Differ(id, "chunk", "missing", "done", index);
    }

    private void CompareLanding(FileId id, LandedFile recorded, LandedFile found)
    {
        Compare(id, null, "records by landing", recorded.RecordCount, found.RecordCount);
        Compare(id, null, "blank lines", recorded.BlankLineCount, found.BlankLineCount);
        Compare(id, null, "encoding", recorded.Encoding, found.Encoding);
        for (var i = 0; i < Math.Max(recorded.Chunks.Length, found.Chunks.Length); i++)
            Compare(id, i, "range", recorded.Chunks.ElementAtOrDefault(i), found.Chunks.ElementAtOrDefault(i));
    }

    private async Task CompareAsync(RunFile file, RunChunk chunk, ChunkResult result, CancellationToken cancellation)
    {
        var (id, again) = (file.Source.Id, RunChunk.Of(result));
        Compare(id, chunk.Index, "records", chunk.RecordCount, again.RecordCount);
        Compare(id, chunk.Index, "accepted records", chunk.AcceptedCount, again.AcceptedCount);
        Compare(id, chunk.Index, "quarantined records", chunk.QuarantinedCount, again.QuarantinedCount);
        foreach (var column in chunk.Amounts.Concat(again.Amounts).Select(amount => amount.Column).Distinct())
            Compare(id, chunk.Index, $"cents of {column}", chunk.Amounts.FirstOrDefault(amount => amount.Column == column), again.Amounts.FirstOrDefault(amount => amount.Column == column));
        foreach (var rule in chunk.FindingCounts.Keys.Union(again.FindingCounts.Keys))
            Compare(id, chunk.Index, $"findings of {rule}", chunk.FindingCounts.GetValueOrDefault(rule), again.FindingCounts.GetValueOrDefault(rule));
        if (_mustHaveSameBytes)
        {
            Compare(id, chunk.Index, "part", chunk.Part, again.Part);
            Compare(id, chunk.Index, "quarantine part", chunk.Quarantine, again.Quarantine);
            return;
        }

        var content = await PartsContent.CompareAsync(lake, file.Landed!, chunk, scratch, result, cancellation);
        if (content.Problem is not null) _notes.Add($"{id} chunk {chunk.Index}: its content was not compared: {content.Problem}");
        foreach (var difference in content.Differences) Differ(id, difference.What, difference.Recorded, difference.Replayed, chunk.Index);
    }

    private static IEnumerable<LakeObject> PartsOf(RunFile file) => file.Chunks.SelectMany(chunk => new[] { chunk.Part, chunk.Quarantine }).OfType<LakeObject>();

    private static string DigestOf(IEnumerable<LakeObject> objects) => LakeDigest.Compute(objects.Select(entry => (entry.Key, entry.Sha256)));

    private static string Describe(RunVersions versions) =>
        string.Create(CultureInfo.InvariantCulture, $"OpenPayments {versions.Program} (engine {versions.Engine}, rules {versions.Rules}, {versions.PartWriter}, {versions.QuarantineWriter})");

    private void Compare<T>(FileId file, int? chunk, string what, T recorded, T replayed)
    {
        if (!EqualityComparer<T>.Default.Equals(recorded, replayed)) Differ(file, what, Say(recorded), Say(replayed), chunk);
    }

    private void Differ(FileId? file, string what, string recorded, string replayed, int? chunk = null) =>
        _differences.Add(new ReplayDifference(file?.ToString() ?? $"run {record.RunId}", chunk, what, recorded, replayed));

    private static string Say<T>(T value) => value switch
    {
        null => "none",
        LakeObject part => $"{part.Key} (SHA-256 {part.Sha256})",
        AmountTotals amount => string.Create(CultureInfo.InvariantCulture, $"{amount.AcceptedCents / 100m:N2} + {amount.QuarantinedCents / 100m:N2} USD, {amount.UnreadableCount:N0} unreadable"),
        ChunkRange range => string.Create(CultureInfo.InvariantCulture, $"{range.LengthBytes:N0} bytes from {range.OffsetBytes:N0}, {range.RecordCount:N0} records from {range.FirstRecordNumber:N0}"),
        Enum word => word.ToString(),
        IFormattable number => number.ToString("N0", CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };
}
