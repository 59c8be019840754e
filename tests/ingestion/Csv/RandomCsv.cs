using System.Text;

namespace OpenPayments.Ingestion.Tests.Csv;

/// <summary>Seeded inputs, small enough to read when a test fails and dense with what is hard.</summary>
internal static class RandomCsv
{
    private static readonly string[] Texts = ["", "", "", "a", "12.50", "Food and Beverage", "é", "日本", "\0", " x ", new string('y', 70)];
    private static readonly string[] HardTexts = [",", "\"", "\n", "\r\n", "a\"b", "\"\"", "\"a", "a\"", "\n\n", "x,y\nz", "\",\"", "\r"];

    /// <summary>Valid CSV, and the cells that went into it. Records are never blank lines.</summary>
    public static (byte[] Bytes, List<string[]> Records) Valid(Random random)
    {
        var text = new StringBuilder();
        var records = new List<string[]>();
        var newline = random.Next(2) == 0 ? "\n" : "\r\n";
        var hardness = random.Next(4);
        for (var r = random.Next(1, 40); r > 0; r--)
        {
            var cells = new string[random.Next(1, random.Next(2) == 0 ? 4 : 40)];
            for (var c = 0; c < cells.Length; c++)
            {
                cells[c] = random.Next(12) < hardness ? HardTexts[random.Next(HardTexts.Length)] : Texts[random.Next(Texts.Length)];
                var mustQuote = cells[c].AsSpan().IndexOfAny(",\"\n\r") >= 0 || (cells.Length == 1 && cells[c].Length == 0);
                if (c > 0) text.Append(',');
                if (mustQuote || random.Next(3) == 0) text.Append('"').Append(cells[c].Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
                else text.Append(cells[c]);
            }

            records.Add(cells);
            if (r > 1 || random.Next(2) == 0) text.Append(newline);
        }

        return (Encoding.UTF8.GetBytes(text.ToString()), records);
    }

    /// <summary>Valid CSV that was damaged: bytes flipped, quotes and line ends put in or taken out, the end cut off.</summary>
    public static byte[] Damaged(Random random)
    {
        var bytes = Valid(random).Bytes.ToList();
        for (var i = random.Next(1, 8); i > 0 && bytes.Count > 1; i--)
        {
            var at = random.Next(bytes.Count);
            var special = "\"\"\"\",\n\r"u8[random.Next(7)];
            switch (random.Next(5))
            {
                case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: bytes[at] = special; break;
                case 2: bytes.RemoveAt(at); break;
                case 3: bytes.RemoveRange(at, Math.Min(bytes.Count - at, random.Next(1, 20))); break;
                default: bytes.Insert(at, special); break;
            }
        }

        return [.. bytes];
    }

    /// <summary>Nothing but what matters, in any order.</summary>
    public static byte[] Noise(Random random)
    {
        var bytes = new byte[random.Next(1, 400)];
        var quotes = random.Next(1, 6);
        for (var i = 0; i < bytes.Length; i++)
        {
            var pick = random.Next(6 + quotes);
            bytes[i] = pick < 6 ? ",\n\rab\xFF"u8[pick] : (byte)'"';
        }

        return bytes;
    }
}
