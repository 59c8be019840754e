using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Tests.Landing;

/// <summary>A landing that fails leaves nothing behind and says what to do.</summary>
public sealed class LanderFailureTests
{
    private readonly LandingFixture _lake = new();

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("a,b\n", "header but no records")]
    [InlineData("a,b", "header but no records")]
    [InlineData("\n\na,b\r\n\r\n\n", "header but no records")]
    public async Task Land_RefusesAFileWithoutRecords(string file, string reason)
    {
        var refusal = await Assert.ThrowsAsync<InputException>(() => _lake.LandAsync(file));
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("/downloads/a.csv", refusal.Message, StringComparison.Ordinal);
        AssertNothingLeft();
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task Land_RefusesASourceThatHasAnotherLengthThanWhenItWasFound(int difference)
    {
        var file = LandingFixture.File(100);
        var refusal = await Assert.ThrowsAsync<InputException>(() => _lake.LandAsync(LandingFixture.Source(file.Length + difference), new MemoryStream(file)));
        Assert.Contains("/downloads/a.csv", refusal.Message, StringComparison.Ordinal);
        AssertNothingLeft();
    }

    [Theory]
    [InlineData(10)]
    [InlineData(120_000)]
    public async Task Land_LeavesNothing_WhenTheSourceFails(int recordCount)
    {
        var file = LandingFixture.File(recordCount);
        var failure = new InvalidDataException("the archive is truncated");
        var thrown = await Assert.ThrowsAsync<InvalidDataException>(() => _lake.LandAsync(LandingFixture.Source(file.Length), new PiecemealStream(file, 100_000, failure)));
        Assert.Same(failure, thrown);
        AssertNothingLeft();
    }

    [Fact]
    public async Task Land_LeavesNothing_WhenItIsCancelled()
    {
        var file = LandingFixture.File(240_000);
        using var cancellation = new CancellationTokenSource();
        var progress = new InlineProgress(copied =>
        {
            if (copied > 2_000_000) cancellation.Cancel();
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _lake.LandAsync(LandingFixture.Source(file.Length), new MemoryStream(file), null, progress, cancellation.Token));
        AssertNothingLeft();
    }

    [Fact]
    public async Task Land_LeavesNothing_WhenTheStoreFails()
    {
        _lake.Store.BeforeCommit = key => throw new StoreException($"{key}: the disk is full.");
        await Assert.ThrowsAsync<StoreException>(() => _lake.LandAsync("a\n1\n"));
        AssertNothingLeft();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(6)]
    public async Task Land_LeavesNothing_WhenAWriteFails(int failingWrite)
    {
        var failure = new StoreException("the disk is full.");
        var writes = 0;
        _lake.Store.BeforeWrite = () => ++writes == failingWrite ? Task.FromException(failure) : Task.CompletedTask;
        var thrown = await Assert.ThrowsAsync<StoreException>(() => _lake.LandAsync(LandingFixture.File(240_000)));
        Assert.Same(failure, thrown);
        Assert.Equal(failingWrite, writes);
        AssertNothingLeft();
    }

    [Fact]
    public async Task Land_RefusesALineThatIsTooLong()
    {
        var file = new byte[17 << 20];
        Array.Fill(file, (byte)'x');
        file[1] = (byte)'\n';
        var refusal = await Assert.ThrowsAsync<InputException>(() => _lake.LandAsync(file));
        Assert.Contains("byte 2:", refusal.Message, StringComparison.Ordinal);
        AssertNothingLeft();
    }

    [Fact]
    public async Task Land_SaysWhatToDo_WhenTheRawObjectWasChanged()
    {
        await _lake.LandAsync("a\n1\n");
        _lake.Store.Objects[LandingFixture.RawKey()] = [1, 2, 3];
        var failure = await Assert.ThrowsAsync<StoreException>(() => _lake.LandAsync("a\n1\n"));
        Assert.Contains(LandingFixture.RawKey(), failure.Message, StringComparison.Ordinal);

        await _lake.Store.DeleteAsync(LandingFixture.RawKey());
        await _lake.LandAsync("a\n1\n");
        Assert.Equal("a\n1\n"u8.ToArray(), _lake.Raw);
    }

    [Fact]
    public async Task Land_SaysWhatToDo_WhenItsRecordIsUnreadable()
    {
        await _lake.LandAsync("a\n1\n");
        _lake.Store.Objects[LandingFixture.LandingKey] = "{\"id\":"u8.ToArray();
        var failure = await Assert.ThrowsAsync<StoreException>(() => _lake.LandAsync("a\n1\n"));
        Assert.Contains(LandingFixture.LandingKey, failure.Message, StringComparison.Ordinal);

        await _lake.Store.DeleteAsync(LandingFixture.LandingKey);
        Assert.Equal(1, (await _lake.LandAsync("a\n1\n")).RecordCount);
    }

    private void AssertNothingLeft()
    {
        Assert.Empty(_lake.Store.Objects);
        Assert.Equal(0, _lake.Store.OpenWriterCount);
    }
}
