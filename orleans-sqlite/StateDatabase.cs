using Microsoft.Data.Sqlite;
using OpenPayments.Ingestion;

namespace OpenPayments.Orleans.Sqlite;

/// <summary>
/// The one file that holds grain state and reminders of the embedded mode. One connection writes, in turns; readers come
/// from the pool and never wait for it, because the journal is a write-ahead log.
/// </summary>
/// <remarks>
/// Commits are not flushed to the disk one by one (<c>synchronous=NORMAL</c>): a killed process loses none of them; a power
/// cut may lose the last ones, never the file's consistency. State that is a little too old is safe here, because every
/// effect that it leads to is repeated with the same outcome. One flush a commit would cost more than a chunk's coordination.
/// </remarks>
public sealed class StateDatabase : IDisposable
{
    private readonly SqliteConnection _writer;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly string _readerConnectionString;

    private StateDatabase(string path, SqliteConnection writer)
    {
        Path = path;
        _writer = writer;
        _readerConnectionString = new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWrite }.ToString();
    }

    public string Path { get; }

    /// <summary>
    /// Opens or creates the file. Throws <see cref="InputException"/> when it is damaged, of another program, or of a newer
    /// version of this one.
    /// </summary>
    public static StateDatabase Open(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        var connectionString = new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWriteCreate, Pooling = false };
        var writer = new SqliteConnection(connectionString.ToString());
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            writer.Open();
            StateSchema.Prepare(writer, path);
            return new StateDatabase(path, writer);
        }
        catch (Exception e)
        {
            writer.Dispose();
            throw e switch
            {
                SqliteException sqlite => StateErrors.Translate(sqlite, path),
                IOException or UnauthorizedAccessException => StateErrors.CannotWrite(path, e),
                _ => e,
            };
        }
    }

    /// <summary>Runs a change in its own transaction, after all changes that were asked for before it.</summary>
    public async Task<T> WriteAsync<T>(Func<SqliteCommand, T> change, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            using var command = _writer.CreateCommand();
            return change(command);
        }
        catch (SqliteException e)
        {
            throw StateErrors.Translate(e, Path);
        }
        finally
        {
            _turn.Release();
        }
    }

    public async Task<T> ReadAsync<T>(Func<SqliteCommand, T> query, CancellationToken cancellation)
    {
        try
        {
            await using var connection = new SqliteConnection(_readerConnectionString);
            await connection.OpenAsync(cancellation);
            await using var command = connection.CreateCommand();
            return query(command);
        }
        catch (SqliteException e)
        {
            throw StateErrors.Translate(e, Path);
        }
    }

    public void Dispose()
    {
        using (var reader = new SqliteConnection(_readerConnectionString))
            SqliteConnection.ClearPool(reader);
        _writer.Dispose();
        _turn.Dispose();
    }
}
