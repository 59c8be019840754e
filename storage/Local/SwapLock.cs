namespace OpenPayments.Storage.Local;

/// <summary>
/// Held for the moment between comparing an object and replacing it, by one of all the processes that use the lake: a file
/// system knows no such step. It is the file's lock, so it goes with its process.
/// </summary>
internal static class SwapLock
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    public static FileStream Take(string folder, CancellationToken cancellation)
    {
        var path = Path.Combine(folder, "swap.lock");
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException failure) when (TemporaryFile.IsLockedByAnother(failure))
            {
                cancellation.WaitHandle.WaitOne(Pause);
            }
        }
    }
}
