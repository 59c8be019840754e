namespace OpenPayments.Ingestion.Rules;

/// <summary>The National Provider Identifier: nine digits and a check digit by Luhn's formula, prefix 80840 (45 CFR 162.406, ISO/IEC 7812).</summary>
public static class NationalProviderIdentifier
{
    /// <summary>What the prefix 80840 adds to the Luhn sum of every NPI.</summary>
    internal const int PrefixSum = 24;

    public static bool HasShape(ReadOnlySpan<byte> text) =>
        text.Length == 10 && text[0] is (byte)'1' or (byte)'2' && !text.ContainsAnyExceptInRange((byte)'0', (byte)'9');

    /// <param name="digits">Ten digits.</param>
    public static bool HasCheckDigit(ReadOnlySpan<byte> digits)
    {
        var sum = PrefixSum;
        for (var i = 0; i < 10; i++)
        {
            var digit = digits[i] - '0';
            if (i % 2 == 0) digit = digit > 4 ? digit * 2 - 9 : digit * 2;
            sum += digit;
        }

        return sum % 10 == 0;
    }
}
