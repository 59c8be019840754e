namespace OpenPayments.Generator.Records;

/// <summary>One covered recipient in the profile supplement: each person once.</summary>
internal sealed class ProfilePart : IRecordPart
{
    private static readonly byte[] Physician = Phrase.Of("Covered Recipient Physician");
    private static readonly byte[] Practitioner = Phrase.Of("Covered Recipient Non-Physician Practitioner");

    private readonly Person _person = new();
    private readonly Person _alternate = new();
    private readonly Person _registered = new();
    private int _index = -1;
    private byte[] _type = Physician;
    private long _associatedProfileId;

    public void Next(ref SplitMix random)
    {
        _index++;
        var isPractitioner = _index % 3 == 0;
        _type = isPractitioner ? Practitioner : Physician;
        _person.Become(_index, isPractitioner);
        _registered.Become(_index, isPractitioner);
        if (random.OneIn(6)) _alternate.Become(random.NextInt(Person.Count), isPractitioner);
        else _alternate.Clear();
        _associatedProfileId = random.OneIn(200) ? 10_000_000 + _index * 3L : 0;
    }

    public Cell? CellFor(ColumnWords column) => column.Name switch
    {
        "covered_recipient_profile_type" => buffer => buffer.Text(_type),
        "covered_recipient_profile_id" or "physician_id" => _person.CellFor(ColumnWords.Of("profile_id")),
        "covered_recipient_npi" => _person.CellFor(ColumnWords.Of("npi")),
        "associated_covered_recipient_profile_id_1" => WriteAssociatedId,
        "associated_covered_recipient_profile_id_2" => buffer => buffer.Text(null),
        _ when column.Without("covered_recipient_profile_alternate_") is { } words => _alternate.CellFor(words),
        _ when column.Without("covered_recipient_profile_") is { } words => _person.CellFor(words),
        _ when column.Without("physician_registration_") is { } words => _registered.CellFor(words),
        _ when column.Without("physician_") is { } words => _person.CellFor(words),
        _ => null,
    };

    private void WriteAssociatedId(RecordBuffer buffer)
    {
        if (_associatedProfileId == 0) buffer.Text(null);
        else buffer.Digits(_associatedProfileId);
    }
}
