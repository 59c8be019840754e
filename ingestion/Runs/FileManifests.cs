using System.Text.Json;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Runs;

/// <summary>The manifests of a lake: of the files that were published, or of files as they were ingested last.</summary>
/// <param name="isStaged">What files would consist of, were they published.</param>
public sealed class FileManifests(IObjectStore store, bool isStaged = false)
{
    private const string Suffix = ".json";

    private readonly string _prefix = isStaged ? "metadata/staged/" : "metadata/manifests/";

    public async Task<FileManifest?> ReadAsync(FileId file, CancellationToken cancellation = default)
    {
        var key = KeyOf(file);
        var bytes = await store.ReadAsync(key, cancellation);
        if (bytes is null) return null;
        try
        {
            return JsonSerializer.Deserialize<FileManifest>(bytes, LakeJson.Options) ?? throw new JsonException("it is empty");
        }
        catch (JsonException failure)
        {
            throw new StoreException($"{key} in the lake {store.Location} is damaged ({failure.Message.TrimEnd('.')}): restore it from a copy of the lake, or ingest the file again with --force.", failure);
        }
    }

    /// <summary>Writes nothing when the lake has the same manifest already.</summary>
    public async Task WriteAsync(FileManifest manifest, CancellationToken cancellation = default)
    {
        var key = KeyOf(manifest.Landed.Id);
        var bytes = JsonSerializer.SerializeToUtf8Bytes(manifest, LakeJson.Options);
        if (await store.ReadAsync(key, cancellation) is { } existing && existing.AsSpan().SequenceEqual(bytes)) return;
        await store.PutAsync(key, bytes, cancellation);
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
}
