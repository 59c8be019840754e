using System.Text.Json;
using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Profiles.Sketches;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Stores;
using OpenPayments.Ingestion.Tables;

namespace OpenPayments.Ingestion.Profiles;

/// <summary>
/// The profiles of a lake's files. Every part has sketches of its columns beside it; a file's profile is their sum, and names
/// the parts that it was made of. One that was made of other parts is never shown.
/// </summary>
public sealed class FileProfiles(IObjectStore store)
{
    private const int ReadAtOnce = 8;

    /// <summary>Of what is published of a file, or else of what was ingested. Null when the file is not in the lake, or when an earlier version ingested it.</summary>
    public async Task<FileProfile?> ReadAsync(FileId file, CancellationToken cancellation = default)
    {
        var manifest = await new FileManifests(store).ReadAsync(file, cancellation) ?? await new FileManifests(store, isStaged: true).ReadAsync(file, cancellation);
        return manifest is null ? null : await ReadAsync(manifest, cancellation);
    }

    /// <summary>Of exactly these parts: as it was kept, or made now. Null when one of them has no sketches.</summary>
    public async Task<FileProfile?> ReadAsync(FileManifest manifest, CancellationToken cancellation = default) =>
        await ReadKeptAsync(manifest, cancellation) ?? await MakeAsync(manifest, cancellation);

    /// <summary>Makes the profile and keeps it in <c>metadata/profiles</c>. Writes nothing and returns null when a part has no sketches.</summary>
    public async Task<FileProfile?> WriteAsync(FileManifest manifest, CancellationToken cancellation = default)
    {
        var profile = await MakeAsync(manifest, cancellation);
        if (profile is not null)
            await store.PutAsync(LakeKeys.FileProfile(manifest.Landed.Id), JsonSerializer.SerializeToUtf8Bytes(profile, LakeJson.Indented), cancellation);
        return profile;
    }

    private static string DigestOf(FileManifest manifest) => LakeDigest.Compute(manifest.Parts.Select(part => (part.Key, part.Sha256)));

    private async Task<FileProfile?> ReadKeptAsync(FileManifest manifest, CancellationToken cancellation)
    {
        if (await store.ReadAsync(LakeKeys.FileProfile(manifest.Landed.Id), cancellation) is not { } json) return null;
        try
        {
            var kept = JsonSerializer.Deserialize<FileProfile>(json, LakeJson.Options);
            return kept is { Version: FileProfile.CurrentVersion } && kept.PartsDigest == DigestOf(manifest) ? kept : null;
        }
        catch (JsonException)
        {
            return null; // Made anew.
        }
    }

    private async Task<FileProfile?> MakeAsync(FileManifest manifest, CancellationToken cancellation)
    {
        var merged = manifest.Landed.Layout.Columns
            .Where(column => column.Name != TableSchema.PartitionColumn)
            .Select(column => new ColumnSketch(column.Name, column.Type)).ToList();
        var parts = manifest.Parts.ToList();
        var ahead = ReadAsync(0);
        for (var first = 0; first < parts.Count; first += ReadAtOnce)
        {
            var read = await ahead;
            if (read.Contains(null)) return null;
            ahead = ReadAsync(first + ReadAtOnce);
            Parallel.For(0, merged.Count, column =>
            {
                foreach (var sketches in read) merged[column].Merge(sketches![column]);
            });
        }

        var rowCount = parts.Sum(part => part.RowCount);
        return new FileProfile(
            manifest.Landed.Id.ToString(), manifest.Landed.Sha256, FileProfile.CurrentVersion, DigestOf(manifest), rowCount,
            [.. merged.Select(column => ColumnProfiles.Of(column, rowCount))]);

        Task<IReadOnlyList<ColumnSketch>?[]> ReadAsync(int first) =>
            Task.WhenAll(parts.Skip(first).Take(ReadAtOnce).Select(part => Task.Run(() => ReadSketchesAsync(part, merged.Count, cancellation), cancellation)));
    }

    private async Task<IReadOnlyList<ColumnSketch>?> ReadSketchesAsync(PartObject part, int columnCount, CancellationToken cancellation)
    {
        var key = LakeKeys.PartSketches(part.Key);
        if (await store.ReadAsync(key, cancellation) is not { } bytes) return null;
        try
        {
            var sketches = SketchFormat.Read(bytes);
            return sketches is null || sketches.Count == columnCount ? sketches : throw new InvalidDataException($"it has {sketches.Count} columns, the file {columnCount}");
        }
        catch (InvalidDataException failure)
        {
            throw new StoreException($"{key} in the lake {store.Location} is damaged ({failure.Message.TrimEnd('.')}): ingest the file again with --force.", failure);
        }
    }
}
