using System.Globalization;
using Microsoft.Data.Sqlite;

namespace OpenPayments.Orleans.Sqlite;

/// <summary>The tables of the state database, and how a file is known to be one.</summary>
internal static class StateSchema
{
    /// <summary>"OPay": stands in the file's header, where SQLite keeps room for it.</summary>
    private const int ApplicationId = 0x4F506179;

    private const int Version = 1;

    // A cleared state keeps its row with a NULL payload: the etag goes on counting, so that a writer which still holds an
    // etag from before the clear can never be taken for an up-to-date one.
    private const string Tables =
        """
        CREATE TABLE grain_state (
            grain_type  TEXT NOT NULL,
            grain_key   TEXT NOT NULL,
            state_name  TEXT NOT NULL,
            etag        INTEGER NOT NULL,
            payload     BLOB,
            modified_at TEXT NOT NULL,
            PRIMARY KEY (grain_type, grain_key, state_name));
        CREATE TABLE reminder (
            grain_id    TEXT NOT NULL,
            name        TEXT NOT NULL,
            grain_hash  INTEGER NOT NULL,
            start_ticks INTEGER NOT NULL,
            period_ticks INTEGER NOT NULL,
            etag        INTEGER NOT NULL,
            PRIMARY KEY (grain_id, name));
        CREATE INDEX reminder_by_hash ON reminder (grain_hash);
        """;

    /// <summary>Makes an empty file a state database, or checks that it is one and whole.</summary>
    public static void Prepare(SqliteConnection connection, string path)
    {
        if (IsEmpty(connection)) Create(connection);
        CheckIdentity(connection, path);
        if (Text(connection, "PRAGMA quick_check(1)") is var verdict && verdict != "ok")
            throw StateErrors.Damaged(path, verdict);
        Execute(connection, "PRAGMA synchronous = NORMAL");
    }

    /// <summary>Throws unless the file is a state database of this version.</summary>
    public static void CheckIdentity(SqliteConnection connection, string path)
    {
        if (Number(connection, "PRAGMA application_id") != ApplicationId)
            throw StateErrors.Foreign(path);
        if (Number(connection, "PRAGMA user_version") is var version && version != Version)
            throw StateErrors.OtherVersion(path, version, Version);
    }

    /// <summary>A file that nobody has got to put anything into.</summary>
    public static bool IsEmpty(SqliteConnection connection) => Number(connection, "SELECT count(*) FROM sqlite_schema") == 0;

    private static void Create(SqliteConnection connection)
    {
        Execute(connection, "PRAGMA journal_mode = WAL");
        using var transaction = connection.BeginTransaction();
        if (!IsEmpty(connection)) return; // another connection was faster
        Execute(connection, Tables);
        Execute(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Version}"));
        transaction.Commit();
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static long Number(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    private static string Text(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (string)command.ExecuteScalar()!;
    }
}
