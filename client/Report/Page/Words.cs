using System.Globalization;
using OpenPayments.Ingestion.Reconciliation;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Client.Report.Page;

/// <summary>How figures and things are spelled on the page, in US style.</summary>
internal static class Words
{
    private static readonly (decimal Unit, string Letter)[] Scales = [(1_000_000_000m, "B"), (1_000_000m, "M"), (1_000m, "K")];

    public static string Of(Verdict verdict) => verdict switch
    {
        Verdict.Pass => "pass",
        Verdict.Warn => "warn",
        Verdict.Fail => "fail",
        _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, null),
    };

    public static string TitleOf(Kind kind) => kind switch
    {
        Kind.General => "General payments",
        Kind.Research => "Research payments",
        Kind.Ownership => "Ownership and investment interests",
        Kind.Removed => "Removed records",
        Kind.Profile => "Covered-recipient profiles",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>$1,234.56</summary>
    public static string Dollars(long cents) => $"{Sign(cents)}${Math.Abs(cents / 100m).ToString("N2", CultureInfo.InvariantCulture)}";

    /// <summary>$1.23M, for axes and tiles.</summary>
    public static string ShortDollars(long cents)
    {
        var dollars = Math.Abs(cents / 100m);
        foreach (var (unit, letter) in Scales)
            if (dollars >= unit)
                return $"{Sign(cents)}${Trim(dollars / unit)}{letter}";
        return $"{Sign(cents)}${dollars.ToString("0", CultureInfo.InvariantCulture)}";
    }

    public static string ShortCount(long count)
    {
        foreach (var (unit, letter) in Scales)
            if (count >= unit)
                return $"{Trim(count / unit)}{letter}";
        return Count(count);
    }

    /// <summary>With a sign, for differences.</summary>
    public static string Change(long now, long was) => now == was ? "0" : $"{(now > was ? "+" : "\u2212")}{Count(Math.Abs(now - was))}";

    public static string DollarChange(long now, long was) => now == was ? "$0.00" : $"{(now > was ? "+" : "\u2212")}{Dollars(Math.Abs(now - was))}";

    /// <summary>Without all but the first digits of its commit.</summary>
    public static string Version(string version) => version.IndexOf('+', StringComparison.Ordinal) is >= 0 and var plus ? version[..Math.Min(version.Length, plus + 8)] : version;

    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>99.98%, never 100% of what is not all, and never 0% of what is not nothing.</summary>
    public static string Share(long part, long whole)
    {
        if (whole == 0) return "–";
        if (part == whole) return "100%";
        var share = Math.Clamp(100.0 * part / whole, 0.01, 99.99);
        return part == 0 ? "0%" : share.ToString("0.##", CultureInfo.InvariantCulture) + "%";
    }

    private static string Sign(long cents) => cents < 0 ? "\u2212" : "";

    private static string Trim(decimal value) => value.ToString(value >= 100 ? "0" : value >= 10 ? "0.#" : "0.##", CultureInfo.InvariantCulture);
}
