using System.Globalization;
using System.Text;
using OpenPayments.Ingestion.Columns;

namespace OpenPayments.Ingestion.Tests.Columns;

public sealed class NumberTextTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("0.00", 0)]
    [InlineData("12", 1200)]
    [InlineData("12.3", 1230)]
    [InlineData("12.34", 1234)]
    [InlineData("12.3400", 1234)]
    [InlineData("-12.34", -1234)]
    [InlineData("007.50", 750)]
    [InlineData("9999999999999999.99", 999999999999999999)]
    public void Cents_OfAPlainDecimal(string text, long cents)
    {
        Assert.True(NumberText.TryParseCents(Encoding.ASCII.GetBytes(text), out var parsed));
        Assert.Equal(cents, parsed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData("1,234.00")]
    [InlineData("$5.00")]
    [InlineData(" 5.00")]
    [InlineData("5.00 ")]
    [InlineData("12.345")]
    [InlineData("1e3")]
    [InlineData("1.2.3")]
    [InlineData("--1")]
    [InlineData("10000000000000000")]
    public void Cents_OfAnythingElse_AreRefused(string text) => Assert.False(NumberText.TryParseCents(Encoding.ASCII.GetBytes(text), out _));

    [Fact]
    public void Date_AgreesWithTheCalendar_OnEveryDay()
    {
        for (var day = DateOnly.MinValue; day < DateOnly.MaxValue; day = day.AddDays(1))
        {
            Assert.True(NumberText.TryParseDate(Encoding.ASCII.GetBytes(day.ToString("MM/dd/yyyy", CultureInfo.InvariantCulture)), out var parsed));
            if (parsed != day.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber) Assert.Fail($"{day:yyyy-MM-dd} was read as day {parsed}");
        }
    }

    [Theory]
    [InlineData("02/29/2023")]
    [InlineData("00/10/2023")]
    [InlineData("13/10/2023")]
    [InlineData("04/31/2023")]
    [InlineData("04/00/2023")]
    [InlineData("01/01/0000")]
    [InlineData("1/1/2023")]
    [InlineData("01-01-2023")]
    [InlineData("2023-01-01")]
    [InlineData("0a/01/2023")]
    [InlineData("01/01/2023 12:00:00 AM")]
    [InlineData("")]
    public void Date_OfAnythingElse_IsRefused(string text) => Assert.False(NumberText.TryParseDate(Encoding.ASCII.GetBytes(text), out _));

    [Theory]
    [InlineData("1", true)]
    [InlineData("-2147483648", true)]
    [InlineData("2147483647", true)]
    [InlineData("2147483648", false)]
    [InlineData("99999999999", false)]
    [InlineData("1.0", false)]
    [InlineData("-", false)]
    [InlineData("", false)]
    public void Int32_FitsOrIsRefused(string text, bool fits)
    {
        Assert.Equal(fits, NumberText.TryParseInt32(Encoding.ASCII.GetBytes(text), out var parsed));
        if (fits) Assert.Equal(long.Parse(text, CultureInfo.InvariantCulture), parsed);
    }
}
