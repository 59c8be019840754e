namespace OpenPayments.Generator.World;

/// <summary>Who pays, and for what.</summary>
internal sealed class Companies
{
    private const int Count = 1_600;
    private const int MaxProducts = 12;

    private static readonly byte[] Covered = Phrase.Of("Covered");
    private static readonly byte[] NonCovered = Phrase.Of("Non-Covered");
    private static readonly byte[][] DrugTypes = Phrase.Each("Drug", "Biological");
    private static readonly byte[][] DeviceTypes = Phrase.Each("Device", "Medical Supply");

    private readonly WordSmith _smith = new(14);
    private readonly byte[][] _categories;
    private readonly byte[][] _productNames;

    public Companies(Places places)
    {
        _categories = WordSmith.Distinct(620, () => _smith.Reported(_smith.OneIn(3) ? $"{_smith.Capital(2, 5)} {_smith.Lower(2, 3)}" : _smith.Capital(2, 5)));
        _productNames = WordSmith.Distinct(5_200, MakeProductName);
        var names = WordSmith.Distinct(Count, MakeCompanyName);
        All = [.. names.Select((name, index) => MakeCompany(places, name, index))];
        Hospitals = WordSmith.Distinct(1_200, () => _smith.Reported($"{_smith.Capital(2, 4)} {_smith.Pick("University Hospital", "Medical Center", "Regional Medical Center, Inc.", "Health System")}"));
        Practices = WordSmith.Distinct(9_000, () => _smith.Reported($"{_smith.Capital(2, 4)} {_smith.Pick("Clinic PC", "Research Group, LLC", "Orthopaedics", "Hlth Syst", "Heart Ctr")}"));
    }

    public Company[] All { get; }

    public byte[][] Hospitals { get; }

    /// <summary>Third parties and recipients that CMS does not cover.</summary>
    public byte[][] Practices { get; }

    private Company MakeCompany(Places places, byte[] name, int index)
    {
        var isForeign = _smith.OneIn(150);
        var products = new Product[1 + _smith.Next(MaxProducts)];
        for (var i = 0; i < products.Length; i++) products[i] = MakeProduct();
        return new Company(
            Id: 100_000_000_053 + index * 17L,
            name,
            State: isForeign ? null : places.States[_smith.Next(30)],
            Country: isForeign ? places.ForeignCountries[_smith.Next(places.ForeignCountries.Length)] : places.UnitedStates,
            products);
    }

    private Product MakeProduct()
    {
        var isCovered = !_smith.OneIn(25);
        var isDrug = _smith.Next(100) < 78;
        var (labeler, code, package) = (_smith.Next(100_000), _smith.Next(1_000), _smith.Next(100));
        var hasNdc = isDrug && !_smith.OneIn(33);
        return new Product(
            isCovered ? Covered : NonCovered,
            (isDrug ? DrugTypes : DeviceTypes)[_smith.OneIn(7) ? 1 : 0],
            _categories[_smith.Next(_categories.Length)],
            _productNames[_smith.Next(_productNames.Length)],
            Ndc: hasNdc ? Phrase.Of($"{labeler:D5}-{code:D4}-{package:D2}") : null,
            BareNdc: hasNdc ? Phrase.Of($"{labeler:D5}{code:D3}{package:D2}") : null,
            Pdi: !isDrug && _smith.Next(100) < 74 ? Phrase.Of($"00{100_000_000_000 + _smith.Next(900_000_000)}") : null,
            isDrug,
            isCovered);
    }

    private string MakeProductName()
    {
        var name = _smith.Capital(2, 4);
        if (_smith.OneIn(4)) name += " " + _smith.Capital(1, 3);
        if (_smith.OneIn(60)) name += $" \"{_smith.Capital(1, 2)}\"";
        if (_smith.OneIn(80)) name += " " + _smith.Next(9) + "\" X " + _smith.Next(9) + "\"";
        return _smith.Reported(name);
    }

    private string MakeCompanyName()
    {
        var name = _smith.Capital(2, 4);
        return _smith.Next(6) switch
        {
            0 => name + ", Inc.",
            1 => name + " Pharmaceuticals, Inc.",
            2 => name + " Inc.",
            3 => name + " LLC",
            4 => name.ToUpperInvariant() + " CORPORATION",
            _ => name + " Medical USA, Inc",
        };
    }
}
