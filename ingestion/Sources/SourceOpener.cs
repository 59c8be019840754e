namespace OpenPayments.Ingestion.Sources;

/// <summary>Opens a source for one read from its first byte to its last.</summary>
public static class SourceOpener
{
    /// <summary>
    /// The stream throws <see cref="InputException"/> when the source cannot be read to its end as it was found: at the end it has
    /// compared the length and, for an entry of an archive, the checksum.
    /// </summary>
    /// <param name="remote">Needed for sources that are not on this machine.</param>
    public static Task<Stream> OpenAsync(SourceFile file, IRemoteSources? remote = null, CancellationToken cancellation = default) =>
        Task.Run(() => Open(file, new SourceFiles(remote)), cancellation);

    internal static Stream Open(SourceFile file, SourceFiles files)
    {
        var (lengthBytes, modifiedAt) = files.GetInfo(file.Path);
        if (modifiedAt.UtcDateTime != file.ModifiedAt.UtcDateTime || (file.Entry is null && lengthBytes != file.LengthBytes))
            throw Changed(file);
        var bytes = files.Open(file.Path);
        if (file.Entry is null)
        {
            (bytes as RemoteStream)?.AnnounceNext(lengthBytes);
            return new SourceStream(file, bytes);
        }

        var archive = ZipSource.Open(bytes, file.Path);
        try
        {
            var entry = archive.GetEntry(file.Entry) ?? throw Changed(file);
            var unpacked = ZipSource.OpenEntry(entry, file.Path);
            (bytes as RemoteStream)?.AnnounceNext(entry.CompressedLength);
            return new SourceStream(file, unpacked, archive, entry.Crc32);
        }
        catch
        {
            archive.Dispose();
            throw;
        }
    }

    internal static InputException Changed(SourceFile file) =>
        new($"{file.Location} has changed since it was found. Wait until it is complete (a download may still be running), then start again.");
}
