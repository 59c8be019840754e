using Orleans;
using Orleans.Runtime;

namespace OpenPayments.Orleans.Sqlite.Tests;

public sealed class ReminderTableTests : ReminderTableContract, IDisposable
{
    private readonly TempFolder _folder = new();
    private StateDatabase _database;

    public ReminderTableTests()
    {
        _database = StateDatabase.Open(_folder.StatePath);
        Table = new SqliteReminderTable(_database);
    }

    protected override IReminderTable Table { get; }

    protected override async Task<IReminderTable> ReopenAsync()
    {
        _database.Dispose();
        _database = StateDatabase.Open(_folder.StatePath);
        IReminderTable table = new SqliteReminderTable(_database);
        await table.StartAsync(CancellationToken.None);
        return table;
    }

    public void Dispose()
    {
        _database.Dispose();
        _folder.Dispose();
    }
}
