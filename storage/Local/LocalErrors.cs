using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Storage.Local;

/// <summary>Says in one sentence what the file system could not do, and what the user can do about it.</summary>
internal static class LocalErrors
{
    public static bool IsStorageTrouble(Exception failure) =>
        failure is IOException and not StoreException or UnauthorizedAccessException;

    public static StoreException Read(string location, string key, Exception failure) => failure switch
    {
        UnauthorizedAccessException => new StoreException(
            $"No permission to read {key} in the lake {location}: give this user read access to the folder and run the same command again.", failure),
        _ => new StoreException(
            $"{key} in the lake {location} could not be read ({Detail(failure)}): check the disk and run the same command again.", failure),
    };

    public static StoreException Write(string location, string key, Exception failure) => new(
        failure is UnauthorizedAccessException ? Denied(location, key) : Code(failure) switch
        {
            Posix.NoSpace => Full(location, key),
            var code when code == Posix.QuotaExceeded => Full(location, key),
            Posix.ReadOnly => $"The lake {location} is on a read-only file system, so {key} could not be written: make it writable or choose another folder with --lake, and run the same command again.",
            Posix.PermissionDenied or Posix.OperationNotPermitted => Denied(location, key),
            Posix.OtherDevice => $"{key} could not be written because the lake {location} spreads over several file systems: keep the whole folder on one, and run the same command again.",
            _ => $"{key} in the lake {location} could not be written ({Detail(failure)}): check the disk and run the same command again; what is finished is kept.",
        },
        failure);

    private static string Full(string location, string key) =>
        $"The disk of the lake {location} is full, so {key} could not be written: free some space or choose another folder with --lake, and run the same command again; what is finished is kept.";

    private static string Denied(string location, string key) =>
        $"No permission to write {key} in the lake {location}: give this user write access to the folder or choose another one with --lake, and run the same command again.";

    /// <summary>The C library's error number: .NET keeps it in the result code unless the error has an exception type of its own.</summary>
    private static int Code(Exception failure) => failure.HResult;

    private static string Detail(Exception failure) => failure.Message.TrimEnd('.');
}
