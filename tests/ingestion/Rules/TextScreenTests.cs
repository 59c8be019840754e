using System.Collections.Immutable;
using System.Text;
using System.Text.Unicode;
using OpenPayments.Ingestion.Rules;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Ingestion.Tests.Rules;

public sealed class TextScreenTests
{
    private const int PaddingBytes = 64;

    private static readonly ImmutableArray<ImmutableArray<TextCheck>> ColumnsChecks =
    [
        .. EraCatalog.Eras.SelectMany(era => era.Columns).Where(column => column.Type == ColumnType.Text).DistinctBy(column => (column.Name, column.MaxLength))
            .Select(column => TextChecks.For(column, 2023)),
    ];

    [Fact]
    public void WhatPasses_BreaksNoRule_InAnyColumn()
    {
        var random = new Random(11);
        var passedCount = 0;
        foreach (var checks in ColumnsChecks)
        {
            var screen = new TextScreen(checks);
            for (var i = 0; i < 3_000; i++)
            {
                var text = RandomText(random);
                if (!Passes(screen, text)) continue;
                passedCount++;
                Assert.True(Utf8.IsValid(text));
                Assert.All(checks, check => Assert.False(check.IsBroken(text), $"{check.Rule.Id} by {Encoding.Latin1.GetString(text)}"));
            }
        }

        Assert.InRange(passedCount, 10_000, int.MaxValue);
    }

    [Theory]
    [InlineData("covered_recipient_npi", "1000000004", true)]
    [InlineData("covered_recipient_npi", "1000000005", false)]
    [InlineData("covered_recipient_npi", "3000000000", false)]
    [InlineData("covered_recipient_npi", "100000000", false)]
    [InlineData("recipient_zip_code", "12345", true)]
    [InlineData("recipient_zip_code", "12345-6789", true)]
    [InlineData("recipient_zip_code", "12345+6789", false)]
    [InlineData("recipient_zip_code", "123456789", false)]
    [InlineData("record_id", "1234567890", true)]
    [InlineData("record_id", "12345x", false)]
    [InlineData("covered_recipient_last_name", "O'Brien, Jr.", true)]
    [InlineData("covered_recipient_last_name", "'Brien", false)]
    [InlineData("covered_recipient_last_name", "Muñoz", false)]
    [InlineData("covered_recipient_last_name", "", false)]
    [InlineData("recipient_city", "A city whose name has more bytes than one look takes in", false)]
    [InlineData("change_type", "NEW", false)]
    public void ShapesOfColumns(string column, string text, bool passes)
    {
        var layout = EraCatalog.Find("general-g3");
        var screen = new TextScreen(TextChecks.For(layout.Columns[layout.IndexOf(column)], 2023));

        Assert.Equal(passes, Passes(screen, Encoding.UTF8.GetBytes(text)));
    }

    private static bool Passes(TextScreen screen, byte[] text)
    {
        var padded = new byte[text.Length + PaddingBytes];
        padded.AsSpan().Fill((byte)'"');
        text.CopyTo(padded, 0);
        return screen.Passes(ref padded[0], text.Length);
    }

    /// <summary>Mostly what columns hold, with a byte of any other kind in some.</summary>
    private static byte[] RandomText(Random random)
    {
        var text = random.Next(5) switch
        {
            0 => Npi(random),
            1 => random.Next(100_000).ToString("D5") + (random.Next(2) == 0 ? "" : "-" + random.Next(10_000).ToString("D4")),
            2 => string.Concat(Enumerable.Range(0, random.Next(1, 36)).Select(_ => (char)('0' + random.Next(10)))),
            3 => string.Concat(Enumerable.Range(0, random.Next(1, 36)).Select(_ => (char)random.Next(' ', 0x7F))),
            _ => "A" + string.Concat(Enumerable.Range(0, random.Next(0, 34)).Select(_ => (char)('a' + random.Next(26)))),
        };
        var bytes = Encoding.ASCII.GetBytes(text);
        if (random.Next(4) == 0) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        return bytes;
    }

    private static string Npi(Random random)
    {
        var nine = random.Next(1, 3) + random.Next(100_000_000).ToString("D8");
        return Enumerable.Range(0, 10).Select(digit => nine + digit).Single(npi => NationalProviderIdentifier.HasCheckDigit(Encoding.ASCII.GetBytes(npi)));
    }
}
