using System.Globalization;
using Microsoft.Data.Sqlite;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Stores;
using static SQLitePCL.raw;

namespace OpenPayments.Orleans.Sqlite;

/// <summary>What is said when the state database cannot be used; always with the file's name and the next step.</summary>
internal static class StateErrors
{
    private const string MoveAway =
        "Move it away (with its -wal and -shm files) and run the command again: the run then starts over, and what the lake already holds is found again by its content.";

    public static Exception Translate(SqliteException e, string path) => e.SqliteErrorCode switch
    {
        SQLITE_NOTADB => Foreign(path),
        SQLITE_CORRUPT => Damaged(path, e.Message),
        SQLITE_FULL => new StoreException($"The disk is full: the state database {path} cannot grow. Free some space and run the command again; it goes on from the finished chunks.", e),
        SQLITE_READONLY or SQLITE_CANTOPEN or SQLITE_PERM => CannotWrite(path, e),
        SQLITE_BUSY or SQLITE_LOCKED => new StoreException($"The state database {path} is locked by another program. Close it and run the command again.", e),
        _ => new StoreException($"The state database {path} failed: {e.Message} Check the disk and run the command again.", e),
    };

    public static InputException Damaged(string path, string detail) =>
        new($"The state database {path} is damaged ({detail.TrimEnd('.')}). {MoveAway}");

    public static InputException Foreign(string path) =>
        new($"The file {path} is not an OpenPayments state database. {MoveAway}");

    public static InputException OtherVersion(string path, long found, int known) =>
        new(string.Create(CultureInfo.InvariantCulture, $"The state database {path} has format {found}, this program writes format {known}. Use the version of the program that wrote it, or else move it away and run the command again: the run then starts over, and what the lake already holds is found again by its content."));

    public static InputException CannotWrite(string path, Exception cause) =>
        new($"The state database {path} cannot be opened for writing: {cause.Message} Make its folder writable or name another lake with --lake.", cause);
}
