using System.Globalization;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Ingestion.Reconciliation;

/// <summary>What somebody else says a file holds.</summary>
/// <param name="Publication">A day such as 2025-01-30, a month such as 2025-01, or empty for every publication of the year.</param>
/// <param name="Kind">Null stands for general, research and ownership together.</param>
/// <param name="Records">Null when not told.</param>
/// <param name="Cents">Null when not told.</param>
/// <param name="Source">Who says so.</param>
/// <param name="Column">The money column; null stands for the kind's first.</param>
/// <param name="IsExact">False when nobody says exactly what was added up: then a difference only warns.</param>
public sealed record ControlTotal(
    string Publication, int ProgramYear, Kind? Kind, ControlFigure? Records, ControlFigure? Cents, string Source, string? Column = null, bool IsExact = true)
{
    public bool IsFor(FileId file) => IsFor(file.ProgramYear, file.Publication) && Kind == file.Kind;

    public bool IsFor(int programYear, DateOnly publication) =>
        ProgramYear == programYear && publication.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture).StartsWith(Publication, StringComparison.Ordinal);
}

/// <summary>A figure, and how far the true one may be from it: 0 when it is exact.</summary>
public sealed record ControlFigure(long Value, long Tolerance)
{
    public bool Holds(long actual) => Math.Abs(actual - Value) <= Tolerance;

    /// <summary>Reads <c>15734</c>, <c>12.34</c> or the rounded <c>15.64M</c>; null for <c>-</c> and nothing.</summary>
    /// <param name="unit">How many units the figure counts in: 100 for dollars as cents.</param>
    public static ControlFigure? Parse(string text, int unit)
    {
        text = text.Trim();
        if (text.Length == 0 || text == "-") return null;
        var scale = text[^1] switch
        {
            'M' => 1_000_000L,
            'B' => 1_000_000_000L,
            _ => 1L,
        };
        var digits = (scale > 1 ? text[..^1] : text).Replace(",", "", StringComparison.Ordinal).TrimStart('$');
        if (!decimal.TryParse(digits, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value))
            throw new FormatException($"'{text}' is no figure such as 15734, 12.34 or 15.64M");
        var lastDigit = 1m;
        for (var decimals = digits.Contains('.', StringComparison.Ordinal) ? digits.Length - digits.IndexOf('.', StringComparison.Ordinal) - 1 : 0; decimals > 0; decimals--) lastDigit /= 10;
        return new ControlFigure((long)(value * scale * unit), scale > 1 ? (long)(lastDigit * scale * unit / 2) : 0);
    }
}
