using System.Security.Cryptography;
using System.Text;
using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Tests.Landing;

/// <summary>Landing again: after success, after a crash, by another name, at the same time, and with other bytes.</summary>
public sealed class LanderRepeatTests
{
    private const string File = "a\n1\n2\n3\n";
    private const string OtherFile = "a\n1\n2\n4\n";

    private readonly LandingFixture _lake = new();

    [Fact]
    public async Task Land_Again_ChangesNothing()
    {
        var first = await _lake.LandAsync(File);
        var objects = _lake.Store.Objects.ToDictionary();
        var again = await _lake.LandAsync(File);

        Assert.Equal(first.Chunks, again.Chunks);
        Assert.Equal(first.RawKey, again.RawKey);
        Assert.Equal(objects, _lake.Store.Objects.ToDictionary());
    }

    [Fact]
    public async Task Land_UnderAnotherName_KeepsTheFirst()
    {
        await _lake.LandAsync(File);
        var again = await _lake.LandAsync(File, "copy of a.csv");
        Assert.Equal(LandingFixture.RawKey(), again.RawKey);
        Assert.Equal(2, _lake.Store.Objects.Count);
    }

    [Theory]
    [InlineData("a.csv")]
    [InlineData("b.csv")]
    public async Task Land_AnotherFileOfTheSameId_IsRefusedWithBothHashes(string fileName)
    {
        await _lake.LandAsync(File);
        var objects = _lake.Store.Objects.ToDictionary();
        var refusal = await Assert.ThrowsAsync<InputException>(() => _lake.LandAsync(OtherFile, fileName));

        AssertNames(refusal, "/downloads/" + fileName, HashOf(OtherFile), LandingFixture.RawKey(), HashOf(File), "--publication");
        Assert.Equal(objects, _lake.Store.Objects.ToDictionary());
        Assert.Equal(0, _lake.Store.OpenWriterCount);
    }

    [Fact]
    public async Task Land_AfterACrashBetweenRawAndRecord_IsHealed()
    {
        await CrashBeforeRecordAsync();
        var landed = await _lake.LandAsync(File);
        Assert.Equal(3, landed.RecordCount);
        Assert.Equal(File, Encoding.Latin1.GetString(_lake.Raw!));
        Assert.Contains(LandingFixture.LandingKey, _lake.Store.Objects);
    }

    [Fact]
    public async Task Land_AfterACrash_RefusesOtherBytesUnderTheSameName()
    {
        await CrashBeforeRecordAsync();
        var refusal = await Assert.ThrowsAsync<InputException>(() => _lake.LandAsync(OtherFile));
        AssertNames(refusal, HashOf(OtherFile), HashOf(File), LandingFixture.RawKey());
        Assert.Equal(File, Encoding.Latin1.GetString(_lake.Raw!));
        Assert.DoesNotContain(LandingFixture.LandingKey, _lake.Store.Objects);
    }

    [Fact]
    public async Task Land_WithAnotherChunkSize_PlansAnewAndKeepsTheBytes()
    {
        var whole = await _lake.LandAsync(File);
        var raw = _lake.Raw;
        var small = await _lake.LandAsync(File, settings: LandingFixture.Chunks(1));
        Assert.Single(whole.Chunks);
        Assert.Equal(3, small.Chunks.Length);
        Assert.Same(raw, _lake.Raw);

        var record = Encoding.UTF8.GetString(_lake.Store.Objects[LandingFixture.LandingKey]);
        Assert.Contains("\"index\": 2", record, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(File, null)]
    [InlineData(OtherFile, "SHA-256")]
    public async Task Land_WhileAnotherLandsTheSameId_TakesItOnlyWhenItIsTheSame(string others, string? refusal)
    {
        var other = new LandingFixture();
        await other.LandAsync(others);
        _lake.Store.BeforeCommit = key => _lake.Store.Objects.TryAdd(key, other.Store.Objects[key]);

        if (refusal is null)
        {
            Assert.Equal(3, (await _lake.LandAsync(File)).RecordCount);
            return;
        }

        AssertNames(await Assert.ThrowsAsync<InputException>(() => _lake.LandAsync(File)), refusal, HashOf(File), HashOf(others));
        Assert.Equal(others, Encoding.Latin1.GetString(_lake.Raw!));
    }

    [Fact]
    public async Task Land_ManyAtOnce_AgreeOnOne()
    {
        var landed = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => _lake.LandAsync(File, $"{i % 2}.csv")));
        Assert.Single(landed.Select(file => file.RawKey).Distinct());
        Assert.Equal(0, _lake.Store.OpenWriterCount);
    }

    private async Task CrashBeforeRecordAsync()
    {
        _lake.Store.BeforeCommit = key =>
        {
            if (key == LandingFixture.LandingKey) throw new StoreException("gone");
        };
        await Assert.ThrowsAsync<StoreException>(() => _lake.LandAsync(File));
        Assert.DoesNotContain(LandingFixture.LandingKey, _lake.Store.Objects);
        _lake.Store.BeforeCommit = null;
    }

    private static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.Latin1.GetBytes(text)));

    private static void AssertNames(InputException refusal, params string[] parts) =>
        Assert.All(parts, part => Assert.Contains(part, refusal.Message, StringComparison.Ordinal));
}
