using System.Globalization;

namespace OpenPayments.Ingestion.Reconciliation.Summaries;

/// <summary>
/// The numbers that stand for natures of payment in CMS's summary files. CMS publishes no key to them; these were found by
/// comparing summaries with payments, which is why no verdict hangs on them alone.
/// </summary>
internal static class NatureCodes
{
    private static readonly string[] Natures =
    [
        "",
        "Consulting Fee",
        "Compensation for services other than consulting, including serving as faculty or as a speaker at a venue other than a continuing education program",
        "Honoraria",
        "Gift",
        "Entertainment",
        "Food and Beverage",
        "Travel and Lodging",
        "Education",
        "Charitable Contribution",
        "Royalty or License",
        "Current or prospective ownership or investment interest",
        "Compensation for serving as faculty or as a speaker for a non-accredited and noncertified continuing education program",
        "Compensation for serving as faculty or as a speaker for an accredited or certified continuing education program",
        "Grant",
        "Space rental or facility fees (teaching hospital only)",
        "Compensation for serving as faculty or as a speaker for a medical education program",
        "Debt forgiveness",
        "Long term medical supply or device loan",
        "Acquisitions",
    ];

    /// <summary>Null for a number that we know nothing of.</summary>
    public static string? Find(string code) => int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 && number < Natures.Length ? Natures[number] : null;

    /// <summary>One spelling of a nature, whoever wrote it.</summary>
    public static string Normalize(string nature) => Natures.FirstOrDefault(known => known.Equals(nature.Trim(), StringComparison.OrdinalIgnoreCase)) ?? nature.Trim();
}
