using OpenPayments.Client.Lakes;
using OpenPayments.GrainInterfaces;
using OpenPayments.GrainInterfaces.States;
using OpenPayments.Grains;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Schema;
using OpenPayments.Ingestion.Sources;

namespace OpenPayments.Client.Ingest;

/// <summary>
/// What the lake and the coordinators' state remember of earlier runs: read before a silo is started, so that a repeated
/// command costs next to nothing. The lake has the last word: state that speaks of objects which are gone (somebody emptied
/// the folder, say) counts for nothing, and the work is done again.
/// </summary>
public sealed class LakeMemory
{
    private readonly Dictionary<FileId, FileState> _states;
    private readonly HashSet<FileId> _whole;
    private readonly HashSet<FileId> _landed;
    private readonly IReadOnlySet<int> _brokenOff;

    private LakeMemory(Dictionary<FileId, FileState> states, HashSet<FileId> whole, HashSet<FileId> landed, IReadOnlySet<int> brokenOff)
    {
        _states = states;
        _whole = whole;
        _landed = landed;
        _brokenOff = brokenOff;
    }

    /// <param name="files">The files that it will be asked about.</param>
    public static async Task<LakeMemory> ReadAsync(LakeConnection connection, IEnumerable<SourceFile> files, CancellationToken cancellation)
    {
        var store = connection.Store;
        var states = (await connection.ReadFilesAsync([.. files.Select(file => file.Id).Distinct()], cancellation)).ToDictionary(file => file.Id, file => file.State);
        var lake = await PublishedLake.ReadAsync(store, cancellation);
        var shown = lake.Manifests.Select(manifest => manifest.Landed.Id).ToHashSet();
        var (whole, landed) = (new HashSet<FileId>(), new HashSet<FileId>());
        foreach (var file in states.Keys)
        {
            if (await store.GetLengthAsync(LakeKeys.Landing(file), cancellation) is not null) landed.Add(file);
            var isPublished = shown.Contains(file) || await new FileManifests(store).ReadAsync(file, cancellation) is { IsCurrent: false };
            if (isPublished && !lake.Differences.Any(difference => Concerns(difference, file))) whole.Add(file);
        }

        return new LakeMemory(states, whole, landed, connection.FindBrokenOffYears());
    }

    /// <summary>
    /// Whether the lake holds this file, from the same source and with the same settings. Not while its year is in a run that broke
    /// off: asked for again, the year ends it and writes its record.
    /// </summary>
    public bool IsPublished(SourceFile file, string settingsFingerprint) =>
        !_brokenOff.Contains(file.Id.ProgramYear) && _whole.Contains(file.Id) && _states[file.Id].Published is { } published && published.Identity == Fingerprints.OfSource(file, settingsFingerprint);

    /// <summary>Whether state speaks of work on this file that the lake does not have any more.</summary>
    public bool IsLost(FileId file) =>
        _states.TryGetValue(file, out var state) && ((state.Fingerprint is not null && !_landed.Contains(file)) || (state.Published is not null && !_whole.Contains(file)));

    /// <summary>What was published of a file; null when nothing was.</summary>
    public FileSummary? SummaryOf(FileId file) => _states.GetValueOrDefault(file)?.Published?.Summary;

    private static bool Concerns(LakeDifference difference, FileId file) =>
        difference.Key == LakeKeys.Manifest(file) || Enum.GetValues<Zone>().Any(zone =>
            difference.Key.StartsWith($"{LakeKeys.Table(zone, file.Kind)}/program_year={file.ProgramYear}/", StringComparison.Ordinal));
}
