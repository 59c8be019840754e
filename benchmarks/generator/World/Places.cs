namespace OpenPayments.Generator.World;

/// <summary>Where people live and hospitals stand.</summary>
internal sealed class Places
{
    private readonly WordSmith _smith = new(12);

    public Places()
    {
        Cities = WordSmith.Distinct(12_000, () => _smith.Reported(_smith.OneIn(4) ? $"{_smith.Capital(1, 3)} {_smith.Capital(1, 2)}" : _smith.Capital(2, 4)));
        Streets = WordSmith.Distinct(9_000, () => _smith.Reported($"{_smith.Capital(2, 3)} {_smith.Pick("St", "Ave", "Blvd", "Rd", "Dr", "Pkwy", "Hwy", "Street", "Avenue")}"));
        Suites = WordSmith.Distinct(1_400, () => _smith.OneIn(3)
            ? $"{_smith.Pick("STE", "Suite", "APT", "Bldg", "FL")} {(char)('A' + _smith.Next(26))}{_smith.Next(30)}"
            : $"{_smith.Pick("SUITE", "STE", "Suite", "Ste")} {100 + _smith.Next(900)}");
    }

    public byte[][] Cities { get; }

    public byte[][] Streets { get; }

    public byte[][] Suites { get; }

    /// <summary>Most populous first.</summary>
    public byte[][] States { get; } = Phrase.Each(
        "CA", "TX", "FL", "NY", "PA", "OH", "IL", "NC", "GA", "MI", "NJ", "TN", "VA", "AZ", "MA", "IN", "MO", "WA", "MD", "MN", "SC", "AL", "LA", "KY", "CO", "WI",
        "CT", "OK", "OR", "UT", "MS", "KS", "AR", "IA", "NV", "NE", "WV", "NM", "ID", "ME", "NH", "RI", "HI", "DE", "MT", "DC", "SD", "ND", "AK", "VT", "WY", "PR");

    public byte[] UnitedStates { get; } = Phrase.Of("United States");

    public byte[][] ForeignCountries { get; } = Phrase.Each("Canada", "Germany", "Great Britain (Uk)", "Switzerland", "Japan", "France", "Ireland", "Italy", "Israel", "Denmark");

    public byte[][] Provinces { get; } = Phrase.Each("Ontario", "Quebec", "British Columbia", "Alberta", "Bavaria");

    public byte[][] PostalCodes { get; } = Phrase.Each("K1A 0B1", "M5G 2C4", "80336", "V6T 1Z4", "4056", "SW1A 1AA");
}
