using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using OpenPayments.Ingestion;
using static SQLitePCL.raw;

namespace OpenPayments.Orleans.Sqlite;

/// <summary>
/// Reads grain state from the file, without a silo and beside a process that is writing: each call sees what was committed
/// when it began. Expects the states to be JSON as <see cref="LakeJson"/> spells it.
/// </summary>
public sealed class GrainStateReader : IDisposable
{
    private readonly string _path;
    private readonly SqliteConnection _connection;

    private GrainStateReader(string path, SqliteConnection connection)
    {
        _path = path;
        _connection = connection;
    }

    /// <summary>Null when there is no such file or nothing in it, so nothing was ever run there.</summary>
    public static GrainStateReader? Open(string path)
    {
        path = Path.GetFullPath(path);
        if (!File.Exists(path)) return null;
        try
        {
            try
            {
                return Open(path, path);
            }
            catch (SqliteException e) when (e.SqliteErrorCode == SQLITE_CANTOPEN && !File.Exists(path + "-wal"))
            {
                // SQLite makes files beside the database even to read it. Where it may not, and there is no log to follow,
                // the file alone is all there is, and nobody changes it.
                return Open(path, new Uri(path).AbsoluteUri + "?immutable=1");
            }
        }
        catch (SqliteException e)
        {
            throw StateErrors.Translate(e, path);
        }
    }

    private static GrainStateReader? Open(string path, string dataSource)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = dataSource, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        try
        {
            connection.Open();
            if (StateSchema.IsEmpty(connection))
            {
                connection.Dispose();
                return null;
            }

            StateSchema.CheckIdentity(connection, path);
            return new GrainStateReader(path, connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Every state of this name that grains of this type have, by key in ordinal order.</summary>
    public IReadOnlyList<StoredState<T>> ReadAll<T>(string grainType, string stateName)
    {
        try
        {
            using var command = _connection.CreateCommand();
            command.CommandText =
                "SELECT grain_key, payload, modified_at FROM grain_state WHERE grain_type = $type AND state_name = $name AND payload IS NOT NULL ORDER BY grain_key";
            command.Parameters.AddWithValue("$type", grainType);
            command.Parameters.AddWithValue("$name", stateName);
            using var row = command.ExecuteReader();
            var states = new List<StoredState<T>>();
            while (row.Read())
                states.Add(new(row.GetString(0), Deserialize<T>(row.GetFieldValue<byte[]>(1), row.GetString(0)), DateTimeOffset.Parse(row.GetString(2), CultureInfo.InvariantCulture)));
            return states;
        }
        catch (SqliteException e)
        {
            throw StateErrors.Translate(e, _path);
        }
    }

    public void Dispose() => _connection.Dispose();

    private T Deserialize<T>(byte[] payload, string key)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(payload, LakeJson.Options) ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw StateErrors.Damaged(_path, $"the state of {key} cannot be read: {e.Message}");
        }
    }
}

/// <summary>The state of one grain as it was last committed.</summary>
public sealed record StoredState<T>(string Key, T State, DateTimeOffset ModifiedAt);
