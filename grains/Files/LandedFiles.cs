using System.Collections.Concurrent;
using OpenPayments.GrainInterfaces;
using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Runs;

namespace OpenPayments.Grains.Files;

/// <summary>
/// The landed files that this silo's chunks work on, fetched from their file grains once: a chunk's message names the work by
/// its fingerprint instead of carrying a list of thousands of chunks.
/// </summary>
internal sealed class LandedFiles(IGrainFactory grains)
{
    private readonly ConcurrentDictionary<FileId, Entry> _entries = new();

    /// <summary>Null when the file grain has moved on to other work, so nobody waits for this chunk any more.</summary>
    public async Task<LandedFile?> GetAsync(FileId file, string fingerprint)
    {
        var entry = _entries.AddOrUpdate(
            file,
            _ => Fetch(file, fingerprint),
            (_, current) => current.Fingerprint == fingerprint ? current : Fetch(file, fingerprint));
        try
        {
            if (await entry.Landed.Value is { } landed) return landed;
        }
        catch
        {
            _entries.TryRemove(new(file, entry));
            throw;
        }

        _entries.TryRemove(new(file, entry));
        return null;
    }

    private Entry Fetch(FileId file, string fingerprint) => new(fingerprint, new(() => grains.GetFile(file).GetLandedAsync(fingerprint)));

    private sealed record Entry(string Fingerprint, Lazy<Task<LandedFile?>> Landed);
}
