using System.Text.Json;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Runs;

/// <summary>The manifests of a lake.</summary>
public sealed class FileManifests(IObjectStore store)
{
    private const string Prefix = "metadata/manifests/";
    private const string Suffix = ".json";

    public async Task<FileManifest?> ReadAsync(FileId file, CancellationToken cancellation = default)
    {
        var key = LakeKeys.Manifest(file);
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
        var key = LakeKeys.Manifest(manifest.Landed.Id);
        var bytes = JsonSerializer.SerializeToUtf8Bytes(manifest, LakeJson.Options);
        if (await store.ReadAsync(key, cancellation) is { } existing && existing.AsSpan().SequenceEqual(bytes)) return;
        await store.PutAsync(key, bytes, cancellation);
    }

    /// <summary>Every file that has a manifest, current or superseded, oldest first. For reports and history; what is current is known from the tables.</summary>
    public async Task<IReadOnlyList<FileId>> ListAsync(CancellationToken cancellation = default)
    {
        var files = new List<FileId>();
        await foreach (var key in store.ListAsync(Prefix, cancellation))
            if (key.EndsWith(Suffix, StringComparison.Ordinal))
                files.Add(FileId.Parse(key[Prefix.Length..^Suffix.Length]));
        return [.. files.OrderBy(file => file.ProgramYear).ThenBy(file => file.Kind).ThenBy(file => file.Publication)];
    }
}
