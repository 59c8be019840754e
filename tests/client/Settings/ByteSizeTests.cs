using OpenPayments.Client.Settings;

namespace OpenPayments.Client.Tests.Settings;

public sealed class ByteSizeTests
{
    [Theory]
    [InlineData("65536", 65536)]
    [InlineData("64KiB", 65536)]
    [InlineData("64kib", 65536)]
    [InlineData("32 MiB", 33554432)]
    [InlineData("1GiB", 1073741824)]
    public void TryParse_SizeWithBinarySuffix_IsBytes(string text, long expected)
    {
        Assert.True(ByteSize.TryParse(text, out var bytes));
        Assert.Equal(expected, bytes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("MiB")]
    [InlineData("64MB")]
    [InlineData("-1")]
    [InlineData("1.5MiB")]
    [InlineData("9999999999GiB")]
    [InlineData("64 MiB each")]
    public void TryParse_AnythingElse_IsRefused(string text) => Assert.False(ByteSize.TryParse(text, out _));

    [Theory]
    [InlineData(1 << 26, "64 MiB")]
    [InlineData(1 << 30, "1 GiB")]
    [InlineData(1536, "1536 bytes")]
    [InlineData(3072, "3 KiB")]
    public void Format_WholeUnits_UsesTheLargest(long bytes, string expected) => Assert.Equal(expected, ByteSize.Format(bytes));
}
