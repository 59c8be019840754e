using System.Collections.Immutable;
using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Stores;
using OpenPayments.Ingestion.Tables;

namespace OpenPayments.Ingestion.Runs;

/// <summary>An object of the lake as a manifest describes it.</summary>
public sealed record LakeObject(string Key, long LengthBytes, string Sha256)
{
    public static LakeObject Of(PartObject part) => new(part.Key, part.LengthBytes, part.Sha256);

    public static LakeObject Of(LandedFile file) => new(file.RawKey, file.LengthBytes, file.Sha256);
}

/// <summary>What is not as it should be, in words for people.</summary>
public sealed record LakeDifference(string Key, string Problem)
{
    public override string ToString() => $"{Key}: {Problem}.";
}

/// <summary>What the lake shows by its tables and what its manifests say of that, without a look at the objects themselves.</summary>
/// <param name="Objects">The parts in the current tables, and the raw files they came from.</param>
/// <param name="Differences">Where tables and manifests disagree.</param>
public sealed record PublishedLake(
    ImmutableArray<LakeObject> Objects,
    ImmutableArray<FileManifest> Manifests,
    ImmutableArray<LakeDifference> Differences)
{
    public static async Task<PublishedLake> ReadAsync(IObjectStore store, CancellationToken cancellation = default)
    {
        var comparison = new Comparison();
        var snapshots = await Task.WhenAll(LakeTables.All.Select(async table =>
            (table.Zone, Snapshot: await LakeTables.Open(store, table.Zone, table.Kind).ReadSnapshotAsync(cancellation: cancellation))));
        var shown = snapshots.SelectMany(table => (table.Snapshot?.Current ?? []).Select(publication => (table.Zone, publication.File))).ToImmutableArray();
        comparison.CompareZones(shown);

        var manifests = new Dictionary<FileId, FileManifest>();
        foreach (var file in shown.Select(entry => entry.File).Distinct())
            if (await comparison.ReadManifestAsync(store, file, cancellation) is { } manifest)
                manifests.Add(file, manifest);
        foreach (var (zone, snapshot) in snapshots)
            if (snapshot is not null) comparison.AddTable(zone, snapshot, manifests);
        return new PublishedLake([.. comparison.Objects], [.. manifests.Values], [.. comparison.Differences]);
    }

    private sealed class Comparison
    {
        public List<LakeObject> Objects { get; } = [];

        public List<LakeDifference> Differences { get; } = [];

        /// <summary>A year's rows and its quarantine are swapped one after the other; a crash in between leaves them apart.</summary>
        public void CompareZones(IEnumerable<(Zone Zone, FileId File)> shown)
        {
            foreach (var year in shown.GroupBy(entry => (entry.File.Kind, entry.File.ProgramYear)))
                if (year.Count() != 2 || year.Select(entry => entry.File).Distinct().Count() != 1)
                    Add(LakeKeys.Manifest(year.MaxBy(entry => entry.File.Publication).File), "the publish of this file was interrupted between its quarantine and its rows");
        }

        public async Task<FileManifest?> ReadManifestAsync(IObjectStore store, FileId file, CancellationToken cancellation)
        {
            try
            {
                var manifest = await new FileManifests(store).ReadAsync(file, cancellation);
                if (manifest is null) Add(LakeKeys.Manifest(file), "the manifest of a published file is missing");
                else Objects.Add(LakeObject.Of(manifest.Landed));
                return manifest;
            }
            catch (StoreException failure)
            {
                Add(LakeKeys.Manifest(file), failure.Message.TrimEnd('.'));
                return null;
            }
        }

        public void AddTable(Zone zone, DeltaSnapshot snapshot, Dictionary<FileId, FileManifest> manifests)
        {
            var parts = snapshot.Current
                .Select(publication => manifests.GetValueOrDefault(publication.File)).OfType<FileManifest>()
                .SelectMany(manifest => zone == Zone.Staging ? manifest.Parts : manifest.QuarantineParts)
                .ToDictionary(part => part.Key);
            foreach (var file in snapshot.Files)
            {
                if (parts.Remove(file.Key, out var part)) AddPart(file, part);
                else Add(file.Key, "the table's log lists it, but no manifest of a published file does");
            }

            foreach (var part in parts.Values)
                Add(part.Key, "the manifest of a published file lists it, but the table's log does not; its publish was interrupted");
        }

        private void Add(string key, string problem) => Differences.Add(new LakeDifference(key, problem));

        private void AddPart(DeltaFile file, PartObject part)
        {
            Objects.Add(LakeObject.Of(part));
            if (file.LengthBytes != part.LengthBytes) Add(part.Key, $"the table's log says {file.LengthBytes} bytes, the manifest {part.LengthBytes}");
            if (file.RowCount != part.RowCount) Add(part.Key, $"the table's log says {file.RowCount?.ToString() ?? "no number of"} rows, the manifest {part.RowCount}");
        }
    }
}
