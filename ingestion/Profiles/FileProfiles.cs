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
        foreach (var (part, reading) in ReadAhead(manifest.Parts, cancellation))
        {
            if (await reading is not { } sketches) return null;
            Merge(part, sketches, merged);
        }

        var rowCount = manifest.Parts.Sum(part => part.RowCount);
        return new FileProfile(
            manifest.Landed.Id.ToString(), manifest.Landed.Sha256, FileProfile.CurrentVersion, DigestOf(manifest), rowCount,
            [.. merged.Select(column => ColumnProfiles.Of(column, rowCount))]);
    }

    private IEnumerable<(PartObject Part, Task<byte[]?> Sketches)> ReadAhead(IEnumerable<PartObject> parts, CancellationToken cancellation)
    {
        var ahead = new Queue<(PartObject, Task<byte[]?>)>();
        foreach (var part in parts)
        {
            ahead.Enqueue((part, Task.Run(() => ReadSketchesAsync(part, cancellation), cancellation)));
            if (ahead.Count == ReadAtOnce) yield return ahead.Dequeue();
        }

        foreach (var last in ahead) yield return last;
    }

    private async Task<byte[]?> ReadSketchesAsync(PartObject part, CancellationToken cancellation)
    {
        if (await store.ReadAsync(LakeKeys.PartSketches(part.Key), cancellation) is not { } bytes) return null;
        try
        {
            return SketchFormat.Unpack(bytes);
        }
        catch (InvalidDataException failure)
        {
            throw Damaged(part, failure);
        }
    }

    private void Merge(PartObject part, byte[] sketches, IReadOnlyList<ColumnSketch> merged)
    {
        try
        {
            SketchFormat.Merge(sketches, merged);
        }
        catch (InvalidDataException failure)
        {
            throw Damaged(part, failure);
        }
    }

    private StoreException Damaged(PartObject part, InvalidDataException failure) =>
        new($"{LakeKeys.PartSketches(part.Key)} in the lake {store.Location} is damaged ({failure.Message.TrimEnd('.')}): ingest the file again with --force.", failure);
}
