namespace OpenPayments.Ingestion.Columns;

/// <summary>How CMS writes numbers and dates, and what they mean. Anything else is not of the column's type.</summary>
public static class NumberText
{

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
        if (text.Length != 10 || text[2] != '/' || text[5] != '/') return false;
        uint m1 = Digit(text[0]), m2 = Digit(text[1]), d1 = Digit(text[3]), d2 = Digit(text[4]);
        uint y1 = Digit(text[6]), y2 = Digit(text[7]), y3 = Digit(text[8]), y4 = Digit(text[9]);
        if ((m1 | m2 | d1 | d2 | y1 | y2 | y3 | y4) > 9 && AnyAbove9(m1, m2, d1, d2, y1, y2, y3, y4)) return false;

        int month = (int)(m1 * 10 + m2), day = (int)(d1 * 10 + d2), year = (int)(y1 * 1000 + y2 * 100 + y3 * 10 + y4);
        if (month is < 1 or > 12 || year < 1 || day < 1 || day > DateTime.DaysInMonth(year, month)) return false;
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

    private static bool AnyAbove9(params ReadOnlySpan<uint> digits) => digits.ContainsAnyExceptInRange(0u, 9u);

    /// <summary>Days since 1970-01-01 in the proleptic Gregorian calendar: years begin in March, so that the leap day comes last.</summary>
    private static long DaysFromCivil(int year, int month, int day)
    {
        var y = month <= 2 ? year - 1 : year;
        var dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
        return 365L * y + y / 4 - y / 100 + y / 400 + dayOfYear - 719468;
    }
}
