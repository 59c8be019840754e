using System.Globalization;
using System.Text;
using OpenPayments.Ingestion.Columns;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Ingestion.Tests.Columns;

public sealed class NumberColumnBuilderTests
{
    private delegate bool Parser(ReadOnlySpan<byte> text, out long number);

    [Theory]
    [InlineData(ColumnType.Cents)]
    [InlineData(ColumnType.Date)]
    [InlineData(ColumnType.Int32)]
    public void Numbers_AreThoseOfNumberText_WhateverStandsAround(ColumnType type)
    {
        Parser parse = type switch
        {
            ColumnType.Cents => NumberText.TryParseCents,
            ColumnType.Date => NumberText.TryParseDate,
            _ => NumberText.TryParseInt32,
        };
        var random = new Random(21);
        var builder = new NumberColumnBuilder("column", type);
        var parsedCount = 0;
        for (var batch = 0; batch < 500; batch++)
        {
            var texts = Enumerable.Range(0, RowSet.MaxRows).Select(_ => Encoding.ASCII.GetBytes(RandomText(random, type))).ToArray();
            var cells = Cells(texts, random);

            var broken = builder.Parse(cells);

            for (var i = 0; i < texts.Length; i++)
            {
                var isNumber = parse(texts[i], out var number);
                Assert.True(isNumber == !broken.Contains(i), Encoding.ASCII.GetString(texts[i]));
                if (!isNumber) continue;
                parsedCount++;
                Assert.Equal(number, builder.Tail(cells.Count)[i]);
            }
        }

        Assert.InRange(parsedCount, 30_000, int.MaxValue);
    }

    /// <summary>Digits around each text, which must not count.</summary>
    private static CellBatch Cells(byte[][] texts, Random random)
    {
        var cells = new CellBatch { Buffer = new byte[RowSet.MaxRows * 32 + 2 * CellBatch.PaddingBytes] };
        for (var i = 0; i < cells.Buffer.Length; i++) cells.Buffer[i] = (byte)('0' + random.Next(10));
        foreach (var text in texts)
        {
            cells.Rows[cells.Count] = (byte)cells.Count;
            cells.Starts[cells.Count] = CellBatch.PaddingBytes + 32 * cells.Count;
            text.CopyTo(cells.Buffer, cells.Starts[cells.Count]);
            cells.Lengths[cells.Count++] = text.Length;
        }

        return cells;
    }

    private static string RandomText(Random random, ColumnType type)
    {
        var text = type switch
        {
            ColumnType.Cents => random.Next(3) == 0
                ? random.Next().ToString(CultureInfo.InvariantCulture)
                : ((decimal)random.NextInt64(1L << random.Next(1, 50)) / 100).ToString("F2", CultureInfo.InvariantCulture),
            ColumnType.Date => new DateOnly(1, 1, 1).AddDays(random.Next(DateOnly.MaxValue.DayNumber)).ToString("MM/dd/yyyy", CultureInfo.InvariantCulture),
            _ => random.Next(1 << random.Next(1, 31)).ToString(CultureInfo.InvariantCulture),
        };
        if (random.Next(4) != 0) return text;
        var at = random.Next(text.Length);
        return string.Concat(text.AsSpan(0, at), ((char)random.Next(0x20, 0x7F)).ToString(), text.AsSpan(at + random.Next(2)));
    }
}
