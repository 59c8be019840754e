namespace OpenPayments.Ingestion.Sources;

/// <summary>Opens a source for one read from its first byte to its last.</summary>
public static class SourceOpener
{
    /// <summary>
    /// The stream throws <see cref="InputException"/> when the source cannot be read to its end as it was found: at the end it has
    /// compared the length and, for an entry of an archive, the checksum.
    /// </summary>
    /// <param name="remote">Needed for sources that are not on this machine.</param>
    public static Task<Stream> OpenAsync(SourcePlace place, IRemoteSources? remote = null, CancellationToken cancellation = default) =>
        Task.Run(() => Open(place, new SourceFiles(remote)), cancellation);

    internal static Stream Open(SourcePlace place, SourceFiles files)
    {
        var (lengthBytes, modifiedAt) = files.GetInfo(place.Path);
        if (modifiedAt.UtcDateTime != place.ModifiedAt.UtcDateTime || (place.Entry is null && lengthBytes != place.LengthBytes))
            throw Changed(place);
        var bytes = files.Open(place.Path);
        if (place.Entry is null)
        {
            (bytes as RemoteStream)?.AnnounceNext(lengthBytes);
            return new SourceStream(place, bytes);
        }

        var archive = ZipSource.Open(bytes, place.Path);
        try
        {
            var entry = archive.GetEntry(place.Entry) ?? throw Changed(place);
            var unpacked = ZipSource.OpenEntry(entry, place.Path);
            (bytes as RemoteStream)?.AnnounceNext(entry.CompressedLength);
            return new SourceStream(place, unpacked, archive, entry.Crc32);
        }
        catch
        {
            archive.Dispose();
            throw;
        }
    }

    internal static InputException Changed(SourcePlace place) =>
        new($"{place.Location} has changed since it was found. Wait until it is complete (a download may still be running), then start again.");
}
