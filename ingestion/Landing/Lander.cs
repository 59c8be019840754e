using System.Text.Json;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Sources;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Landing;

/// <summary>
/// Brings a source's bytes into the raw zone, once and for ever, and writes down what it found about them. The raw object comes
/// first and the record of the landing after it: a crash between the two is healed by the next landing, which reads
/// the source again and compares.
/// </summary>
public sealed class Lander(IObjectStore store)
{
    /// <summary>Safe to repeat. Nothing stays behind when it fails, whether through the source, the store, or cancellation.</summary>
    /// <param name="bytes">The source from its start; the caller disposes it.</param>
    /// <param name="copiedBytes">Told the bytes read so far.</param>
    /// <exception cref="InputException">The source cannot be used, or another file has been landed under its id.</exception>
    public Task<LandedFile> LandAsync(SourceFile source, Stream bytes, IngestionSettings settings, IProgress<long>? copiedBytes, CancellationToken cancellation) =>
        LandAsync(source, bytes, settings, copiedBytes, null, cancellation);

    /// <param name="capture">Sees the bytes as they pass by.</param>
    internal Task<LandedFile> LandAsync(SourceFile source, Stream bytes, IngestionSettings settings, IProgress<long>? copiedBytes, ChunkCapture? capture, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(bytes);
        ArgumentNullException.ThrowIfNull(settings);
        return Task.Run(() => LandCoreAsync(source, bytes, settings, copiedBytes, capture, cancellation), cancellation);
    }

    private async Task<LandedFile> LandCoreAsync(SourceFile source, Stream bytes, IngestionSettings settings, IProgress<long>? copiedBytes, ChunkCapture? capture, CancellationToken cancellation)
    {
        var earlier = await ReadLandingAsync(source, cancellation);
        var rawKey = earlier?.RawKey ?? LakeKeys.Raw(source.Id, source.FileName);
        var rawLength = await store.GetLengthAsync(rawKey, cancellation);
        if (earlier is not null && rawLength is not null && rawLength != earlier.LengthBytes) throw RawChanged(rawKey, earlier.LengthBytes, rawLength.Value);

        var pass = new LandingPass(source, settings, capture);
        LandedFile landed;
        if (rawLength is null)
        {
            await using var writer = await store.CreateAsync(rawKey, cancellation);
            landed = await pass.RunAsync(bytes, rawKey, writer, copiedBytes, cancellation);
            ThrowIfAnother(source, landed, earlier);
            if (!await writer.CommitIfAbsentAsync(cancellation)) await ThrowUnlessRawIsAsync(source, landed, cancellation);
        }
        else
        {
            landed = await pass.RunAsync(bytes, rawKey, null, copiedBytes, cancellation);
            ThrowIfAnother(source, landed, earlier);
            if (earlier is null) await ThrowUnlessRawIsAsync(source, landed, cancellation);
        }

        return await WriteLandingAsync(source, landed, cancellation);
    }

    /// <summary>Of several landings of one id the first to write its record is the one; the others must have the same bytes.</summary>
    private async Task<LandedFile> WriteLandingAsync(SourceFile source, LandedFile landed, CancellationToken cancellation)
    {
        var key = LakeKeys.Landing(source.Id);
        if (await store.PutIfAbsentAsync(key, ToJson(landed), cancellation)) return landed;

        var seen = await store.ReadVersionAsync(key, cancellation);
        var first = seen is null ? landed : Parse(key, seen.Content);
        ThrowIfAnother(source, landed, first);
        landed = landed with { RawKey = first.RawKey };
        // Other settings cut other chunks. When a third one has written meanwhile, its record stands: it is of the same bytes.
        if (!ToJson(landed).AsSpan().SequenceEqual(ToJson(first))) await store.ReplaceAsync(key, seen, ToJson(landed), cancellation);
        return landed;
    }

    private async Task<LandedFile?> ReadLandingAsync(SourceFile source, CancellationToken cancellation)
    {
        var key = LakeKeys.Landing(source.Id);
        return await store.ReadAsync(key, cancellation) is { } json ? Parse(key, json) : null;
    }

    private LandedFile Parse(string key, byte[] json)
    {
        try
        {
            return JsonSerializer.Deserialize<LandedFile>(json, LakeJson.Options) ?? throw new JsonException("It holds nothing.");
        }
        catch (JsonException failure)
        {
            throw new StoreException($"{key} in the lake {store.Location} cannot be read: {failure.Message} Delete it and run the same command again: it is made anew from the source.", failure);
        }
    }

    private static byte[] ToJson(LandedFile landed) => JsonSerializer.SerializeToUtf8Bytes(landed, LakeJson.Indented);

    private async Task ThrowUnlessRawIsAsync(SourceFile source, LandedFile landed, CancellationToken cancellation)
    {
        var sha256 = await ObjectHash.ComputeAsync(store, landed.RawKey, cancellation);
        if (sha256 != landed.Sha256) throw AnotherFile(source, landed, landed.RawKey, sha256);
    }

    private void ThrowIfAnother(SourceFile source, LandedFile landed, LandedFile? earlier)
    {
        if (earlier is not null && earlier.Sha256 != landed.Sha256) throw AnotherFile(source, landed, earlier.RawKey, earlier.Sha256);
    }

    private InputException AnotherFile(SourceFile source, LandedFile landed, string otherKey, string otherSha256) => new(
        $"{source.Location} (SHA-256 {landed.Sha256}) claims to be {source.Id}, but another file has been landed as that: {otherKey} (SHA-256 {otherSha256}) in the lake {store.Location}. "
        + "What CMS has published does not change, so one of the two is not what it says. If this is a later release, name its date with --publication; to start afresh, use another --lake.");

    private StoreException RawChanged(string rawKey, long expected, long actual) => new(
        $"{rawKey} in the lake {store.Location} has {actual} bytes, but {expected} were landed: it has been changed or damaged. Delete it and run the same command again: it is copied anew from the source.");
}
