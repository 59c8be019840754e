using System.Globalization;

namespace OpenPayments.Client.Settings;

/// <summary>A number of bytes as a user writes it: <c>65536</c>, <c>64KiB</c>, <c>32 MiB</c>, <c>1GiB</c>.</summary>
public static class ByteSize
{
    /// <summary>What a size must look like, for messages.</summary>
    public const string Form = "a whole number of bytes, or one with KiB, MiB or GiB, such as 64MiB";

    private static readonly (string Suffix, int Shift)[] Suffixes = [("KiB", 10), ("MiB", 20), ("GiB", 30), ("", 0)];

    public static bool TryParse(string text, out long bytes)
    {
        bytes = 0;
        foreach (var (suffix, shift) in Suffixes)
        {
            if (!text.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)) continue;
            var digits = text.AsSpan(0, text.Length - suffix.Length).TrimEnd(' ');
            if (!long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count > long.MaxValue >> shift) return false;
            bytes = count << shift;
            return true;
        }

        return false;
    }

    /// <summary>In the largest unit that needs no fraction.</summary>
    public static string Format(long bytes)
    {
        foreach (var (suffix, shift) in Suffixes.AsEnumerable().Reverse().Where(unit => unit.Shift > 0).OrderByDescending(unit => unit.Shift))
            if (bytes >= 1L << shift && bytes % (1L << shift) == 0)
                return string.Create(CultureInfo.InvariantCulture, $"{bytes >> shift} {suffix}");
        return string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes");
    }
}
