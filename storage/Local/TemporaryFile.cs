using Microsoft.Win32.SafeHandles;

namespace OpenPayments.Storage.Local;

/// <summary>
/// An object before it has its name. The file is locked as long as its writer lives, on whatever host or in whatever
/// container that is, so an unlocked one was left behind by a crash. The lock is a shared one: it must not keep anybody from
/// opening the object in the instant between its commit and the close.
/// </summary>
internal sealed class TemporaryFile : IDisposable
{
    private readonly string _path;
    private bool _isNamed;

    private TemporaryFile(string path, SafeFileHandle handle)
    {
        _path = path;
        Handle = handle;
    }

    public SafeFileHandle Handle { get; }

    public static TemporaryFile Create(string folder)
    {
        while (true)
        {
            var path = Path.Combine(folder, $"{Guid.NewGuid():N}.tmp");
            SafeFileHandle handle;
            try
            {
                handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            }
            catch (IOException failure) when (IsLockedByAnother(failure))
            {
                continue; // Taken for abandoned between its creation and its lock; by now it may be gone.
            }

            if (File.Exists(path)) return new TemporaryFile(path, handle);
            handle.Dispose(); // Likewise, and removed already.
        }
    }

    /// <summary>Removes what writers that are gone have left. Of no consequence when it cannot: a lake may be read-only to us.</summary>
    public static void RemoveAbandoned(string folder)
    {
        try
        {
            if (!Directory.Exists(folder)) return;
            foreach (var path in Directory.EnumerateFiles(folder, "*.tmp"))
                RemoveUnlessLocked(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
        }
    }

    /// <summary>Makes the file an object unless the name is taken.</summary>
    public bool TryCommit(string objectPath)
    {
        RandomAccess.FlushToDisk(Handle);
        if (!Posix.TryLink(_path, objectPath)) return false;
        Posix.SyncFolder(Path.GetDirectoryName(objectPath)!);
        return true;
    }

    /// <summary>Makes the file an object, in place of the one that has the name, if any.</summary>
    public void Replace(string objectPath)
    {
        RandomAccess.FlushToDisk(Handle);
        Posix.Rename(_path, objectPath);
        _isNamed = true;
        Posix.SyncFolder(Path.GetDirectoryName(objectPath)!);
    }

    public void Dispose()
    {
        if (!_isNamed) File.Delete(_path);
        _isNamed = true;
        Handle.Dispose();
    }

    // What the runtime makes of EWOULDBLOCK (Linux 11, macOS 35), and of a sharing violation on Windows.
    public static bool IsLockedByAnother(IOException failure) =>
        failure.GetType() == typeof(IOException) && (failure.HResult & 0xFFFF) is (11 or 35 or 32);

    private static void RemoveUnlessLocked(string path)
    {
        try
        {
            using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            File.Delete(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Locked: its writer is alive. Or gone: somebody else removed it.
        }
    }
}
