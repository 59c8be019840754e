using System.Collections.Concurrent;

namespace OpenPayments.Orleans.Sqlite;

/// <summary>The open state databases of a host, one for each file, whoever of its providers asks.</summary>
public sealed class StateDatabases : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<StateDatabase>> _databases = new(StringComparer.Ordinal);

    public StateDatabase Open(string path) =>
        _databases.GetOrAdd(Path.GetFullPath(path), static key => new(() => StateDatabase.Open(key))).Value;

    public void Dispose()
    {
        foreach (var database in _databases.Values)
            if (database.IsValueCreated)
                database.Value.Dispose();
    }
}
