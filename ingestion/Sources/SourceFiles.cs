namespace OpenPayments.Ingestion.Sources;

/// <summary>The files that sources are read from, on this machine or not. Finding and reading sources have a thread of their own, so a remote answer is waited for.</summary>
internal sealed class SourceFiles(IRemoteSources? remote)
{
    private const int BufferBytes = 1 << 20;

    public IRemoteSources? RemoteOf(string path) => remote?.Knows(path) == true ? remote : null;

    /// <summary>Length and time of a file, or of the file that a link leads to.</summary>
    public (long LengthBytes, DateTimeOffset ModifiedAt) GetInfo(string path)
    {
        if (RemoteOf(path) is { } place)
            return place.FindAsync(path).GetAwaiter().GetResult() is { } found ? (found.LengthBytes, found.ModifiedAt) : throw Gone(path);

        FileInfo? target;
        try
        {
            target = File.ResolveLinkTarget(path, returnFinalTarget: true) as FileInfo ?? new FileInfo(path);
        }
        catch (IOException)
        {
            target = null;
        }

        return target is { Exists: true } ? (target.Length, target.LastWriteTimeUtc) : throw Gone(path);
    }

    /// <summary>A stream that can seek.</summary>
    public Stream Open(string path)
    {
        if (RemoteOf(path) is { } place) return new RemoteStream(place.OpenAsync(path).GetAwaiter().GetResult());
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes, FileOptions.SequentialScan);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{path} cannot be opened: {exception.Message} Check that you may read it and that no other program holds it.", exception);
        }
    }

    private static InputException Gone(string path) => new($"{path} is not there any more, or is a link to nothing. Put it back, or start again without it.");
}
