using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Ingestion.Rules;

/// <summary>Which text rules apply to a column, and what each of them asks of a text.</summary>
public static class TextChecks
{
    /// <summary>Longer fields are rejected: no column of CMS's comes near, and readers of the lake allocate by the longest.</summary>
    public const int MaxFieldBytes = 64 << 10;

    private static readonly FrozenSet<string> StateCodes = (
        "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY " +
        "DC AS GU MP PR VI UM FM MH PW AA AE AP").Split(' ').ToFrozenSet();

    /// <summary>The checks of one column in one file; the order is that of the catalog.</summary>
    public static ImmutableArray<TextCheck> For(LayoutColumn column, int programYear)
    {
        var checks = ImmutableArray.CreateBuilder<TextCheck>();
        checks.Add(new(RuleCatalog.FieldTooLarge, text => text.Length > MaxFieldBytes, TextShape.Words));
        checks.Add(new(RuleCatalog.NulByte, text => text.Contains((byte)0), TextShape.Words));
        if (Enumerations.ValuesOf(column.Name, programYear) is { Length: > 0 } values)
            checks.Add(new(RuleCatalog.UnknownCategory, text => !IsOneOf(text, values)));
        AddIfRead(RuleCatalog.IdentifierDigits, text => text.ContainsAnyExceptInRange((byte)'0', (byte)'9'), TextShape.Digits);
        AddIfRead(RuleCatalog.NpiFormat, text => !NationalProviderIdentifier.HasShape(text), TextShape.Npi);
        AddIfRead(RuleCatalog.NpiCheckDigit, text => NationalProviderIdentifier.HasShape(text) && !NationalProviderIdentifier.HasCheckDigit(text), TextShape.Npi);
        AddIfRead(RuleCatalog.CcnFormat, text => text.Length != 6 || ContainsAnyButLettersAndDigits(text));
        AddIfRead(RuleCatalog.StateCode, text => text.Length != 2 || !StateCodes.Contains(Encoding.Latin1.GetString(text)));
        AddIfRead(RuleCatalog.CountryName, text => text.Length < 4 || text.ContainsAnyInRange((byte)'0', (byte)'9') || text[0] == '#');
        AddIfRead(RuleCatalog.ZipFormat, text => !IsZip(text), TextShape.Zip);
        AddIfRead(RuleCatalog.NdcFormat, text => !IsNdc(text));
        checks.Add(new(RuleCatalog.SpreadsheetLitter, IsLitter, TextShape.Words));
        if (column.MaxLength > 0)
            checks.Add(new(RuleCatalog.LengthBound, text => text.Length > column.MaxLength && Encoding.UTF8.GetCharCount(text) > column.MaxLength, TextShape.Words, column.MaxLength));
        return checks.ToImmutable();

        void AddIfRead(Rule rule, TextPredicate isBroken, TextShape passes = TextShape.None)
        {
            if (rule.Reads(column.Name)) checks.Add(new(rule, isBroken, passes));
        }
    }

    private static bool IsOneOf(ReadOnlySpan<byte> text, ImmutableArray<byte[]> values)
    {
        foreach (var value in values)
            if (text.SequenceEqual(value))
                return true;
        return false;
    }

    private static bool ContainsAnyButLettersAndDigits(ReadOnlySpan<byte> text)
    {
        foreach (var b in text)
            if (!char.IsAsciiLetterOrDigit((char)b))
                return true;
        return false;
    }

    private static bool IsZip(ReadOnlySpan<byte> text)
    {
        if (text.Length != 5 && (text.Length != 10 || text[5] != '-')) return false;
        return AreDigits(text[..5]) && (text.Length == 5 || AreDigits(text[6..]));
    }

    private static bool IsNdc(ReadOnlySpan<byte> text)
    {
        var digits = 0;
        foreach (var b in text)
        {
            if (char.IsAsciiDigit((char)b)) digits++;
            else if (b != '-') return false;
        }

        return digits is 10 or 11 && text[0] != '-' && text[^1] != '-';
    }

    private static bool IsLitter(ReadOnlySpan<byte> text)
    {
        if (text[0] is not ((byte)'#' or (byte)'-' or (byte)'\'' or (byte)'\t' or (byte)'!')) return false;
        return text[0] is (byte)'\t' or (byte)'\''
            || text.Length == 1
            || text.SequenceEqual("#REF!"u8) || text.SequenceEqual("#N/A"u8) || text.SequenceEqual("#VALUE!"u8) || text.SequenceEqual("#NAME?"u8)
            || text.StartsWith("-- SELECT"u8);
    }

    private static bool AreDigits(ReadOnlySpan<byte> text) => !text.ContainsAnyExceptInRange((byte)'0', (byte)'9');
}
