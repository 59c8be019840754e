namespace OpenPayments.Generator.Records;

/// <summary>A nature of payment: the forms it comes in, likeliest first, and how much it usually is.</summary>
/// <param name="LogDollars">Mean of the natural logarithm of the amount.</param>
/// <param name="Spread">Standard deviation of that logarithm.</param>
internal sealed record Nature(byte[] Name, byte[][] Forms, double LogDollars, double Spread, bool IsTravel = false)
{
    public long DrawCents(ref SplitMix random)
    {
        var dollars = Math.Exp(LogDollars + Spread * random.NextNormal());
        // Fees are round; meals are not.
        var cents = dollars > 1_000 ? (long)(dollars / 25) * 2_500 : (long)(dollars * 100);
        return Math.Max(1, cents);
    }
}

/// <summary>The natures that a program year knows, with their shares of the records. CMS renamed some for 2021.</summary>
internal sealed class Natures
{
    private static readonly byte[][] MostlyInKind = Phrase.Each("In-kind items and services", "Cash or cash equivalent");
    private static readonly byte[][] MostlyCash = Phrase.Each("Cash or cash equivalent", "In-kind items and services");
    private static readonly byte[][] Shares = Phrase.Each("Stock", "Stock option", "Any other ownership interest", "Dividend, profit or other return on investment");

    private static readonly Nature OtherService = Make(
        "Compensation for services other than consulting, including serving as faculty or as a speaker at a venue other than a continuing education program", MostlyCash, 7.4, 0.7);

    private static readonly Nature Grant = Make("Grant", MostlyCash, 8.5, 1.4);
    private static readonly Nature Education = Make("Education", MostlyInKind, 3.6, 1.3);
    private static readonly Nature Royalty = Make("Royalty or License", MostlyCash, 9.2, 1.6);
    private static readonly Nature Charity = Make("Charitable Contribution", MostlyCash, 7.8, 1.3);

    private readonly Nature[] _toPeople;
    private readonly Nature[] _toHospitals;

    public Natures(int programYear)
    {
        var isNew = programYear >= 2021;
        _toPeople = Weighted(
            (Meal, 917), (Make("Travel and Lodging", MostlyCash, 5.2, 1.0) with { IsTravel = true }, 30), (Make("Consulting Fee", MostlyCash, 7.3, 0.8), 12),
            (OtherService, 18), (Education, 13), (Make("Gift", MostlyInKind, 3.8, 1.0), 2), (Make("Honoraria", MostlyCash, 7.2, 0.6), 2), (Grant, 1), (Royalty, 1),
            (Make("Entertainment", MostlyInKind, 3.4, 0.8), 1), (Charity, 1),
            (Make(isNew
                ? "Compensation for serving as faculty or as a speaker for a medical education program"
                : "Compensation for serving as faculty or as a speaker for an accredited or certified continuing education program", MostlyCash, 7.3, 0.5), 1),
            (isNew
                ? Make("Acquisitions", Shares, 9.5, 1.5)
                : Make("Current or prospective ownership or investment interest", Shares, 8.5, 1.5), 1));
        _toHospitals = Weighted(
            (Grant, 30), (Education, 15), (Royalty, 10), (Charity, 10), (OtherService, 10),
            (Make("Space rental or facility fees (teaching hospital only)", MostlyCash, 7.6, 0.8), 25));
    }

    public static Nature Meal { get; } = Make("Food and Beverage", MostlyInKind, 2.85, 0.55);

    public Nature Next(ref SplitMix random, bool isHospital)
    {
        var choices = isHospital ? _toHospitals : _toPeople;
        return choices[random.NextInt(choices.Length)];
    }

    private static Nature Make(string name, byte[][] forms, double logDollars, double spread) => new(Phrase.Of(name), forms, logDollars, spread);

    private static Nature[] Weighted(params (Nature Nature, int Weight)[] natures) =>
        [.. natures.SelectMany(choice => Enumerable.Repeat(choice.Nature, choice.Weight))];
}
