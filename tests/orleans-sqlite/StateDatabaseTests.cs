using Microsoft.Data.Sqlite;
using OpenPayments.Ingestion;
using Orleans;
using Orleans.Runtime;

namespace OpenPayments.Orleans.Sqlite.Tests;

public sealed class StateDatabaseTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private async Task FillAsync(int rowCount)
    {
        using var database = StateDatabase.Open(_folder.StatePath);
        var table = new SqliteReminderTable(database);
        for (var i = 0; i < rowCount; i++)
            await table.UpsertRow(new ReminderEntry { GrainId = GrainId.Create("year", $"{i}"), ReminderName = new string('n', 500), StartAt = DateTime.UnixEpoch, Period = TimeSpan.FromMinutes(1) });
    }

    private string OpenFails()
    {
        var message = Assert.Throws<InputException>(() => StateDatabase.Open(_folder.StatePath).Dispose()).Message;
        Assert.Contains(_folder.StatePath, message, StringComparison.Ordinal);
        return message;
    }

    [Fact]
    public void Open_OfNothing_CreatesFoldersAndFile()
    {
        StateDatabase.Open(_folder.StatePath).Dispose();
        Assert.True(File.Exists(_folder.StatePath));
    }

    [Fact]
    public async Task Open_AtOnce_CreatesOneDatabase()
    {
        for (var round = 0; round < 10; round++)
        {
            var path = _folder[$"{round}.db"];
            var databases = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => StateDatabase.Open(path))));
            foreach (var database in databases) database.Dispose();
        }
    }

    [Fact]
    public void Open_OfTextUnderTheName_SaysThatItIsForeign()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.StatePath)!);
        File.WriteAllText(_folder.StatePath, new string('x', 10_000));

        var message = OpenFails();
        Assert.Contains("is not an OpenPayments state database", message, StringComparison.Ordinal);
        Assert.Contains("Move it away", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_OfAnotherProgramsDatabase_SaysThatItIsForeign()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.StatePath)!);
        Run("CREATE TABLE contacts (name TEXT)");
        Assert.Contains("is not an OpenPayments state database", OpenFails(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_OfANewerFormat_SaysWhichItWants()
    {
        await FillAsync(1);
        Run("PRAGMA user_version = 9");
        Assert.Contains("format 9", OpenFails(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.6)]
    [InlineData(0.9)]
    public async Task Open_OfAFileWithOverwrittenPages_SaysThatItIsDamaged(double position)
    {
        await FillAsync(300);
        using (var file = File.Open(_folder.StatePath, FileMode.Open))
        {
            var pageStart = (long)(file.Length * position) / 4096 * 4096;
            file.Position = pageStart;
            file.Write(new byte[4096]);
        }

        Assert.Contains("is damaged", OpenFails(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_OfATruncatedFile_SaysThatItIsDamaged()
    {
        await FillAsync(300);
        using (var file = File.Open(_folder.StatePath, FileMode.Open)) file.SetLength(file.Length / 2);
        Assert.Contains("is damaged", OpenFails(), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_WhereAFolderHasTheName_SaysThatItCannotBeWritten()
    {
        Directory.CreateDirectory(_folder.StatePath);
        Assert.Contains("cannot be opened for writing", OpenFails(), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_BelowAFile_SaysThatItCannotBeWritten()
    {
        File.WriteAllText(Path.GetDirectoryName(_folder.StatePath)!, "");
        Assert.Contains("cannot be opened for writing", OpenFails(), StringComparison.Ordinal);
    }

    private void Run(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_folder.StatePath};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
