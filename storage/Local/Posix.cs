using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace OpenPayments.Storage.Local;

/// <summary>
/// The file system calls whose atomicity the lake stands on. File.Move without overwrite is none of them: it looks whether the
/// target is there and then renames over it, so of two writers both may win.
/// </summary>
internal static partial class Posix
{
    public const int PermissionDenied = 13;
    public const int OperationNotPermitted = 1;
    public const int NoSuchEntry = 2;
    public const int AlreadyExists = 17;
    public const int OtherDevice = 18;
    public const int NoSpace = 28;
    public const int ReadOnly = 30;

    public static int QuotaExceeded { get; } = OperatingSystem.IsMacOS() ? 69 : 122;

    /// <summary>Gives a file a second name; false when that name is taken. Exactly one of several callers wins.</summary>
    public static bool TryLink(string existingPath, string newPath)
    {
        if (link(existingPath, newPath) == 0) return true;
        return Marshal.GetLastPInvokeError() == AlreadyExists ? false : throw LastError();
    }

    /// <summary>Moves a file over another one or none; readers see the old or the new one, never half.</summary>
    public static void Rename(string path, string newPath)
    {
        if (rename(path, newPath) != 0) throw LastError();
    }

    /// <summary>Makes the names in a folder durable: without it a crash of the machine may forget a file that was just linked.</summary>
    public static void SyncFolder(string path)
    {
        var descriptor = open(path, 0);
        if (descriptor < 0) throw LastError();
        try
        {
            // Some network file systems cannot sync a folder and say EINVAL; they keep names on the server anyway.
            const int invalid = 22;
            if (fsync(descriptor) != 0 && Marshal.GetLastPInvokeError() != invalid) throw LastError();
        }
        finally
        {
            _ = close(descriptor);
        }
    }

    /// <summary>Switches an open file between direct and cached writes; false when its file system knows no direct ones. Linux only.</summary>
    public static bool TrySetDirect(SafeFileHandle handle, bool isDirect)
    {
        const int getFlags = 3, setFlags = 4;
        var direct = RuntimeInformation.ProcessArchitecture is Architecture.Arm or Architecture.Arm64 ? 0x10000 : 0x4000;
        var isHeld = false;
        try
        {
            handle.DangerousAddRef(ref isHeld);
            var descriptor = (int)handle.DangerousGetHandle();
            var flags = fcntl(descriptor, getFlags, 0);
            return flags >= 0 && fcntl(descriptor, setFlags, isDirect ? flags | direct : flags & ~direct) == 0;
        }
        finally
        {
            if (isHeld) handle.DangerousRelease();
        }
    }

    /// <summary>Tells the kernel how a range will be used; it may as well not listen. Does nothing outside Linux.</summary>
    public static void Advise(SafeFileHandle handle, long offset, long lengthBytes, FileAdvice advice)
    {
        if (OperatingSystem.IsLinux()) _ = posix_fadvise(handle, offset, lengthBytes, (int)advice);
    }

    private static IOException LastError()
    {
        var code = Marshal.GetLastPInvokeError();
        return new IOException(Marshal.GetPInvokeErrorMessage(code), code);
    }

#pragma warning disable IDE1006, SYSLIB1054 // the C library's own names
    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int link(string existingPath, string newPath);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int rename(string path, string newPath);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fsync(int descriptor);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int close(int descriptor);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fcntl(int descriptor, int command, int argument);

    [LibraryImport("libc")]
    private static partial int posix_fadvise(SafeFileHandle handle, long offset, long lengthBytes, int advice);
#pragma warning restore IDE1006, SYSLIB1054
}
