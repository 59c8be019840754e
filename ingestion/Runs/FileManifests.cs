using System.Text.Json;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Runs;

/// <summary>The manifests of a lake: of the files that were published, or of files as they were ingested last.</summary>
/// <param name="isStaged">What files would consist of, were they published.</param>
public sealed class FileManifests(IObjectStore store, bool isStaged = false)
{
    private const string Suffix = ".json";

    private readonly string _prefix = isStaged ? "metadata/staged/" : "metadata/manifests/";

    public async Task<FileManifest?> ReadAsync(FileId file, CancellationToken cancellation = default) => Parse(file, await store.ReadAsync(KeyOf(file), cancellation));

    /// <summary>What is there, whole or damaged, for <see cref="TryWriteAsync"/> to replace.</summary>
    public Task<ObjectVersion?> SeeAsync(FileId file, CancellationToken cancellation = default) => store.ReadVersionAsync(KeyOf(file), cancellation);

    /// <summary>The version is null when there is no manifest; <see cref="TryWriteAsync"/> takes it.</summary>
    public async Task<(FileManifest? Manifest, ObjectVersion? Seen)> ReadVersionAsync(FileId file, CancellationToken cancellation = default)
    {
        var seen = await SeeAsync(file, cancellation);
        return (Parse(file, seen?.Content), seen);
    }

    /// <summary>False when somebody else has written another manifest since this one was seen. Writes nothing when the lake has the same one already.</summary>
    public async Task<bool> TryWriteAsync(FileManifest manifest, ObjectVersion? seen, CancellationToken cancellation = default)
    {
        var key = KeyOf(manifest.Landed.Id);
        var bytes = JsonSerializer.SerializeToUtf8Bytes(manifest, LakeJson.Options);
        if (seen is not null && seen.Content.AsSpan().SequenceEqual(bytes)) return true;
        return await store.ReplaceAsync(key, seen, bytes, cancellation)
            || (await store.ReadAsync(key, cancellation) is { } now && now.AsSpan().SequenceEqual(bytes));
    }

    /// <summary>Every file that has a manifest, current or superseded, oldest first. For reports and history; what is current is known from the tables.</summary>
    public async Task<IReadOnlyList<FileId>> ListAsync(CancellationToken cancellation = default)
    {
        var files = new List<FileId>();
        await foreach (var key in store.ListAsync(_prefix, cancellation))
            if (key.EndsWith(Suffix, StringComparison.Ordinal))
                files.Add(FileId.Parse(key[_prefix.Length..^Suffix.Length]));
        return [.. files.OrderBy(file => file.ProgramYear).ThenBy(file => file.Kind).ThenBy(file => file.Publication)];
    }

    private string KeyOf(FileId file) => isStaged ? LakeKeys.Staged(file) : LakeKeys.Manifest(file);

    internal FileManifest? Parse(FileId file, byte[]? json) =>
        json is null ? null : LakeJson.Parse<FileManifest>(store, KeyOf(file), json, "restore it from a copy of the lake, or ingest the file again with --force");
}
