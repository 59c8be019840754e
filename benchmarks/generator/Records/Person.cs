using OpenPayments.Generator.World;

namespace OpenPayments.Generator.Records;

/// <summary>A physician or practitioner. Everything about one is a function of the index, so that the same person looks the same in every record.</summary>
internal sealed class Person
{
    public const int Count = 700_000;

    private static readonly Names Names = PaymentWorld.Shared.Names;
    private static readonly Professions Professions = PaymentWorld.Shared.Professions;
    private static readonly Places Places = PaymentWorld.Shared.Places;

    private readonly byte[]?[] _primaryTypes = new byte[]?[6];
    private readonly byte[]?[] _specialties = new byte[]?[6];
    private readonly byte[]?[] _licenseStates = new byte[]?[5];
    private readonly byte[]?[] _taxonomyCodes = new byte[]?[6];
    private long _profileId;
    private long _npi;
    private byte[]? _first;
    private byte[]? _middle;
    private byte[]? _last;
    private byte[]? _suffix;

    public Address Address { get; } = new();

    public bool IsPresent { get; private set; }

    public void Clear()
    {
        IsPresent = false;
        _profileId = _npi = 0;
        _first = _middle = _last = _suffix = null;
        Array.Clear(_primaryTypes);
        Array.Clear(_specialties);
        Array.Clear(_licenseStates);
        Array.Clear(_taxonomyCodes);
    }

    public void Become(int index, bool isPractitioner)
    {
        Clear();
        IsPresent = true;
        var random = new SplitMix((ulong)index * 0xD1B54A32D192ED03);
        _profileId = 10_000 + index * 17L;
        _npi = NpiOf(index);
        _first = Names.First[random.NextSkewed(Names.First.Length)];
        _middle = random.NextInt(10) switch
        {
            < 4 => null,
            < 9 => Names.Initials[random.NextInt(26)],
            _ => Names.First[random.NextSkewed(Names.First.Length)],
        };
        _last = Names.Last[random.NextSkewed(Names.Last.Length)];
        _suffix = random.OneIn(150) ? Names.Suffixes[random.NextSkewed(Names.Suffixes.Length)] : null;
        Address.Next(ref random);
        NextProfession(ref random, isPractitioner);
    }

    private void NextProfession(ref SplitMix random, bool isPractitioner)
    {
        var types = isPractitioner ? Professions.PractitionerTypes : Professions.PhysicianTypes;
        _primaryTypes[0] = types[random.NextVerySkewed(types.Length)];
        if (random.OneIn(5_000)) _primaryTypes[1] = types[random.NextInt(types.Length)];
        _specialties[0] = Professions.Specialties[random.NextSkewed(Professions.Specialties.Length)];
        _taxonomyCodes[0] = Professions.TaxonomyCodes[random.NextSkewed(Professions.TaxonomyCodes.Length)];
        for (var i = 1; i < 6 && random.OneIn(300); i++)
        {
            _specialties[i] = Professions.Specialties[random.NextSkewed(Professions.Specialties.Length)];
            _taxonomyCodes[i] = Professions.TaxonomyCodes[random.NextSkewed(Professions.TaxonomyCodes.Length)];
        }

        _licenseStates[0] = Address.State ?? Places.States[0];
        for (var i = 1; i < 5 && random.OneIn(i == 1 ? 75 : 3); i++) _licenseStates[i] = Places.States[random.NextInt(50)];
    }

    public Cell? CellFor(ColumnWords column) => Address.CellFor(column) ?? column.Stem switch
    {
        "profile_id" or "id" => buffer => WriteNumber(buffer, _profileId),
        "npi" => buffer => WriteNumber(buffer, _npi),
        "first_name" => buffer => buffer.Text(_first),
        "middle_name" => buffer => buffer.Text(_middle),
        "last_name" => buffer => buffer.Text(_last),
        "name_suffix" or "suffix" => buffer => buffer.Text(_suffix),
        "name" => WriteFullName,
        "primary_type" => buffer => buffer.Text(_primaryTypes[column.Index]),
        "specialty" or "primary_specialty" => buffer => buffer.Text(_specialties[column.Index]),
        "additional_specialty" => buffer => buffer.Text(_specialties[column.Index + 1]),
        "ops_taxonomy" => buffer => buffer.Text(_taxonomyCodes[column.Index]),
        "license_state_code" => buffer => buffer.Text(_licenseStates[column.Index]),
        _ => null,
    };

    private void WriteFullName(RecordBuffer buffer)
    {
        if (_first is null || _last is null)
        {
            buffer.Text(null);
            return;
        }

        buffer.Quote();
        buffer.Raw(Phrase.Inner(_first));
        buffer.Byte((byte)' ');
        buffer.Raw(Phrase.Inner(_last));
        buffer.Quote();
    }

    private static void WriteNumber(RecordBuffer buffer, long number)
    {
        if (number == 0) buffer.Text(null);
        else buffer.Digits(number);
    }

    /// <summary>A number of its own for each person, with the check digit that CMS's identifiers have.</summary>
    private static long NpiOf(int index)
    {
        var nine = 100_000_000 + index * 97L;
        var sum = 24L;
        var isDoubled = true;
        for (var rest = nine; rest > 0; rest /= 10, isDoubled = !isDoubled)
        {
            var digit = rest % 10;
            sum += isDoubled ? digit * 2 / 10 + digit * 2 % 10 : digit;
        }

        return nine * 10 + (10 - sum % 10) % 10;
    }
}
