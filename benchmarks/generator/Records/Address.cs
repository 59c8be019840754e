using OpenPayments.Generator.World;

namespace OpenPayments.Generator.Records;

/// <summary>Where somebody does business.</summary>
internal sealed class Address
{
    private static readonly Places Places = PaymentWorld.Shared.Places;

    private int _houseNumber;
    private byte[]? _street;
    private byte[]? _suite;
    private byte[]? _city;
    private byte[]? _country;
    private byte[]? _province;
    private byte[]? _postalCode;
    private int _zip;
    private int _zipExtension;

    public byte[]? State { get; private set; }

    public void Clear()
    {
        _street = _suite = _city = _country = _province = _postalCode = State = null;
        _zip = 0;
    }

    public void Next(ref SplitMix random)
    {
        var isForeign = random.OneIn(1_500);
        var state = random.NextSkewed(Places.States.Length);
        _houseNumber = 1 + random.NextSkewed(9_999);
        _street = Places.Streets[random.NextSkewed(Places.Streets.Length)];
        _suite = random.NextInt(10) < 2 ? Places.Suites[random.NextSkewed(Places.Suites.Length)] : null;
        _city = Places.Cities[random.NextSkewed(Places.Cities.Length)];
        State = isForeign ? null : Places.States[state];
        _zip = isForeign ? 0 : 1_001 + state * 1_800 + random.NextSkewed(1_800);
        _zipExtension = random.NextInt(10) < 4 ? random.NextInt(10_000) : -1;
        _country = isForeign ? Places.ForeignCountries[random.NextSkewed(Places.ForeignCountries.Length)] : Places.UnitedStates;
        _province = isForeign ? Places.Provinces[random.NextSkewed(Places.Provinces.Length)] : null;
        _postalCode = isForeign ? Places.PostalCodes[random.NextSkewed(Places.PostalCodes.Length)] : null;
    }

    public Cell? CellFor(ColumnWords column) => column.Stem switch
    {
        "street_address_line" or "address_line" or "address" when column.Index == 0 => WriteStreet,
        "street_address_line" or "address_line" or "address" => buffer => buffer.Text(_suite),
        "city" => buffer => buffer.Text(_city),
        "state" => buffer => buffer.Text(State),
        "zip_code" or "zipcode" => WriteZip,
        "country" or "country_name" => buffer => buffer.Text(_country),
        "province" or "province_name" => buffer => buffer.Text(_province),
        "postal_code" => buffer => buffer.Text(_postalCode),
        _ => null,
    };

    private void WriteStreet(RecordBuffer buffer)
    {
        if (_street is null)
        {
            buffer.Text(null);
            return;
        }

        buffer.Quote();
        buffer.BareDigits(_houseNumber);
        buffer.Byte((byte)' ');
        buffer.Raw(Phrase.Inner(_street));
        buffer.Quote();
    }

    private void WriteZip(RecordBuffer buffer)
    {
        if (_zip == 0)
        {
            buffer.Text(null);
            return;
        }

        buffer.Quote();
        buffer.BareDigits(_zip, 5);
        if (_zipExtension >= 0)
        {
            buffer.Byte((byte)'-');
            buffer.BareDigits(_zipExtension, 4);
        }

        buffer.Quote();
    }
}
