using OpenPayments.Generator.World;

namespace OpenPayments.Generator.Records;

/// <summary>Where a paid journey went.</summary>
internal sealed class TravelPart
{
    private static readonly Places Places = PaymentWorld.Shared.Places;

    private byte[]? _city;
    private byte[]? _state;
    private byte[]? _country;

    public void Next(ref SplitMix random, bool isTravel)
    {
        _city = _state = _country = null;
        if (!isTravel) return;
        var isAbroad = random.OneIn(25);
        _city = Places.Cities[random.NextVerySkewed(Places.Cities.Length)];
        _state = isAbroad ? null : Places.States[random.NextSkewed(Places.States.Length)];
        _country = isAbroad ? Places.ForeignCountries[random.NextInt(Places.ForeignCountries.Length)] : Places.UnitedStates;
    }

    public Cell? CellFor(ColumnWords column) => column.Name switch
    {
        "city_of_travel" => buffer => buffer.Text(_city),
        "state_of_travel" => buffer => buffer.Text(_state),
        "country_of_travel" => buffer => buffer.Text(_country),
        _ => null,
    };
}
