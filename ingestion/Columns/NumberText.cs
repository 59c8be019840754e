using System.Buffers.Binary;

namespace OpenPayments.Ingestion.Columns;

/// <summary>How CMS writes numbers and dates, and what they mean. Anything else is not of the column's type.</summary>
public static class NumberText
{
    private const ulong ZerosAndSlashes = 0x3030_2F30_302F_3030;
    private const ulong Slashes = 0x0000_FF00_00FF_0000;

    /// <summary>Dollars such as <c>12</c>, <c>12.3</c>, <c>12.34</c> or <c>-12.34</c> as cents. Further decimals must be zero: no cent is rounded away.</summary>
    public static bool TryParseCents(ReadOnlySpan<byte> text, out long cents)
    {
        cents = 0;
        var i = 0;
        var isNegative = text.Length > 0 && text[0] == '-';
        if (isNegative) i++;

        var dollarDigits = 0;
        long value = 0;
        for (; i < text.Length && IsDigit(text[i]); i++, dollarDigits++)
        {
            value = value * 10 + (text[i] - '0');
            if (value >= 1_0000_0000_0000_0000) return false;
        }

        var decimals = 0;
        if (i < text.Length && text[i] == '.')
        {
            for (i++; i < text.Length && IsDigit(text[i]); i++, decimals++)
            {
                if (decimals < 2) value = value * 10 + (text[i] - '0');
                else if (text[i] != '0') return false;
            }

            if (decimals == 0) return false;
        }

        if (i < text.Length || dollarDigits == 0) return false;
        for (; decimals < 2; decimals++) value *= 10;
        cents = isNegative ? -value : value;
        return true;
    }

    /// <summary>A calendar day as <c>MM/DD/YYYY</c>, years 1 to 9999, in days since 1970-01-01.</summary>
    public static bool TryParseDate(ReadOnlySpan<byte> text, out long days)
    {
        days = 0;
        if (text.Length != 10) return false;
        // Every byte less what must stand there: digits become 0 to 9, slashes 0.
        var head = BinaryPrimitives.ReadUInt64LittleEndian(text) ^ ZerosAndSlashes;
        uint decade = Digit(text[8]), unit = Digit(text[9]);
        if (!DigitRun.AreDigits(head) || (head & Slashes) != 0 || decade > 9 || unit > 9) return false;

        int month = PairAt(head, 0), day = PairAt(head, 3), year = PairAt(head, 6) * 100 + (int)(decade * 10 + unit);
        if (month is < 1 or > 12 || year < 1 || day < 1 || day > DaysInMonth(year, month)) return false;
        days = DaysFromCivil(year, month, day);
        return true;
    }

    /// <summary>A whole number that fits 32 bits.</summary>
    public static bool TryParseInt32(ReadOnlySpan<byte> text, out long number)
    {
        number = 0;
        var i = 0;
        var isNegative = text.Length > 1 && text[0] == '-';
        if (isNegative) i++;
        if (text.Length - i is 0 or > 10) return false;
        for (; i < text.Length; i++)
        {
            if (!IsDigit(text[i])) return false;
            number = number * 10 + (text[i] - '0');
        }

        if (isNegative) number = -number;
        return number is >= int.MinValue and <= int.MaxValue;
    }

    private static bool IsDigit(byte b) => (uint)(b - '0') <= 9;

    private static uint Digit(byte b) => (uint)(b - '0');

    /// <summary>Two digits of a word, the first of them at byte <paramref name="index"/>.</summary>
    private static int PairAt(ulong digits, int index)
    {
        var pair = (uint)(digits >> (8 * index));
        return (int)((pair & 0xFF) * 10 + (pair >> 8 & 0xFF));
    }

    private static int DaysInMonth(int year, int month) =>
        month != 2 ? 30 + ((month + (month >> 3)) & 1)
        : (year & 3) == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;

    /// <summary>Days since 1970-01-01 in the proleptic Gregorian calendar: years begin in March, so that the leap day comes last.</summary>
    private static long DaysFromCivil(int year, int month, int day)
    {
        var y = month <= 2 ? year - 1 : year;
        var dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
        return 365L * y + y / 4 - y / 100 + y / 400 + dayOfYear - 719468;
    }
}
