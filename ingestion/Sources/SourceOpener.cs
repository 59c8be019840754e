namespace OpenPayments.Ingestion.Sources;

/// <summary>Opens a source for one read from its first byte to its last.</summary>
public static class SourceOpener
{
    private const int BufferBytes = 1 << 20;

    /// <summary>
    /// The stream throws <see cref="InputException"/> when the source cannot be read to its end as it was found: at the end it has
    /// compared the length and, for an entry of an archive, the checksum.
    /// </summary>
    public static Task<Stream> OpenAsync(SourceFile file, CancellationToken cancellation = default) => Task.Run(() => Open(file), cancellation);

    internal static Stream Open(SourceFile file)
    {
        var info = GetInfo(file.Path);
        if (info.LastWriteTimeUtc != file.ModifiedAt.UtcDateTime || (file.Entry is null && info.Length != file.LengthBytes))
            throw Changed(file);
        if (file.Entry is null) return new SourceStream(file, OpenFile(file.Path));

        var archive = ZipSource.Open(file.Path);
        try
        {
            var entry = archive.GetEntry(file.Entry) ?? throw Changed(file);
            return new SourceStream(file, ZipSource.OpenEntry(entry, file.Path), archive, entry.Crc32);
        }
        catch
        {
            archive.Dispose();
            throw;
        }
    }

    /// <summary>Length and time of a file, or of the file that a link leads to.</summary>
    internal static FileInfo GetInfo(string path)
    {
        FileInfo? target;
        try
        {
            target = File.ResolveLinkTarget(path, returnFinalTarget: true) as FileInfo ?? new FileInfo(path);
        }
        catch (IOException)
        {
            target = null;
        }

        return target is { Exists: true } ? target : throw new InputException($"{path} is not there any more, or is a link to nothing. Put it back, or start again without it.");
    }

    internal static FileStream OpenFile(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes, FileOptions.SequentialScan);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{path} cannot be opened: {exception.Message} Check that you may read it and that no other program holds it.", exception);
        }
    }

    internal static InputException Changed(SourceFile file) =>
        new($"{file.Location} has changed since it was found. Wait until it is complete (a download may still be running), then start again.");
}
