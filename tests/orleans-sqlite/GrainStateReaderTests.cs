using OpenPayments.Ingestion;
using Orleans.Runtime;
using Orleans.Storage;

namespace OpenPayments.Orleans.Sqlite.Tests;

public sealed class GrainStateReaderTests : IDisposable
{
    private readonly TestStorage _storage = new();
    private readonly TempFolder _folder = new();

    public void Dispose()
    {
        _storage.Dispose();
        _folder.Dispose();
    }

    private async Task<GrainState<Notes>> WriteAsync(string type, string key, int count)
    {
        var state = new GrainState<Notes>(new Notes { Text = key, Count = count });
        await _storage.Storage.WriteAsync(GrainId.Create(type, key), state);
        return state;
    }

    [Fact]
    public void Open_OfNothing_IsNull() => Assert.Null(GrainStateReader.Open(_folder.StatePath));

    [Fact]
    public void Open_OfAFileWithNothingInIt_IsNull()
    {
        File.WriteAllText(_folder["empty.db"], "");
        Assert.Null(GrainStateReader.Open(_folder["empty.db"]));
    }

    [Fact]
    public void Open_OfAForeignFile_SaysSo()
    {
        File.WriteAllText(_folder["other.db"], new string('x', 5000));
        Assert.Throws<InputException>(() => GrainStateReader.Open(_folder["other.db"]));
    }

    [Fact]
    public async Task ReadAll_GivesTheGrainsOfTheTypeInOrder_WithoutClearedOnes()
    {
        await WriteAsync("year", "2023", 1);
        await WriteAsync("year", "2016", 2);
        await WriteAsync("file", "2016/2018-01-19/general", 3);
        var cleared = await WriteAsync("year", "2020", 4);
        await _storage.Storage.ClearAsync(GrainId.Create("year", "2020"), cleared);

        using var reader = GrainStateReader.Open(_storage.Path)!;
        var states = reader.ReadAll<Notes>("year", "notes");

        Assert.Equal([("2016", 2), ("2023", 1)], states.Select(s => (s.Key, s.State.Count)));
    }

    [Fact]
    public async Task ReadAll_WhileAWriterWorks_SeesWholeCommitsInOrder()
    {
        using var stop = new CancellationTokenSource();
        var writer = Task.Run(async () =>
        {
            var a = await WriteAsync("year", "a", 0);
            var b = await WriteAsync("year", "b", 0);
            for (var i = 1; !stop.IsCancellationRequested; i++)
            {
                a.State = new Notes { Text = new string('a', i % 5000), Count = i };
                await _storage.Storage.WriteAsync(GrainId.Create("year", "a"), a);
                b.State = new Notes { Text = new string('b', i % 5000), Count = i };
                await _storage.Storage.WriteAsync(GrainId.Create("year", "b"), b);
            }
        });

        var last = 0;
        using (var reader = GrainStateReader.Open(_storage.Path)!)
        {
            for (var reads = 0; reads < 200 || last < 10; reads++)
            {
                var counts = reader.ReadAll<Notes>("year", "notes").Select(s => s.State.Count).ToArray();
                if (counts.Length < 2) continue;
                Assert.InRange(counts[0] - counts[1], 0, 1);
                Assert.True(counts[1] >= last);
                last = counts[1];
            }
        }

        await stop.CancelAsync();
        await writer;
    }

    [Fact]
    public async Task Open_OfWhatAKilledProcessLeft_SeesItsCommits()
    {
        await WriteAsync("year", "2023", 5);
        // The files as they are now, with the log not yet merged, are what SIGKILL would leave.
        foreach (var suffix in new[] { "", "-wal" })
            File.Copy(_storage.Path + suffix, _folder["left.db"] + suffix);

        using var reader = GrainStateReader.Open(_folder["left.db"])!;
        Assert.Equal(5, Assert.Single(reader.ReadAll<Notes>("year", "notes")).State.Count);
    }
}
