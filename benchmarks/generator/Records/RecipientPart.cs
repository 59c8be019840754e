using OpenPayments.Generator.World;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Generator.Records;

/// <summary>Who was paid: a person, a teaching hospital, or (research only) somebody CMS does not cover.</summary>
internal sealed class RecipientPart(Kind kind, int programYear) : IRecordPart
{
    private static readonly byte[] Physician = Phrase.Of("Covered Recipient Physician");
    private static readonly byte[] Practitioner = Phrase.Of("Covered Recipient Non-Physician Practitioner");
    private static readonly byte[] Hospital = Phrase.Of("Covered Recipient Teaching Hospital");
    private static readonly byte[] NonCoveredEntity = Phrase.Of("Non-covered Recipient Entity");
    private static readonly Companies Companies = PaymentWorld.Shared.Companies;

    private readonly string _personPrefix = kind == Kind.Ownership ? "physician_" : "covered_recipient_";
    private readonly Person _person = new();
    private readonly Address _placeOfBusiness = new();
    private byte[] _type = Physician;
    private byte[]? _entityName;
    private byte[]? _hospitalName;
    private int _hospitalIndex;

    /// <summary>The law names practitioners from program year 2021 on.</summary>
    private bool HasPractitioners => programYear >= 2021;

    public bool IsHospital => _hospitalName is not null;

    public bool IsPerson => _person.IsPresent;

    public bool IsPractitioner { get; private set; }

    public void Next(ref SplitMix random)
    {
        _hospitalName = _entityName = null;
        var share = random.NextShare();
        if (kind == Kind.Research && share < 0.6) BecomeEntity(ref random);
        else if (kind == Kind.Research ? share < 0.95 : kind == Kind.General && share < 0.0025) BecomeHospital(ref random);
        else BecomePerson(ref random);
    }

    private void BecomePerson(ref SplitMix random)
    {
        var index = random.NextSkewed(Person.Count);
        IsPractitioner = kind != Kind.Ownership && HasPractitioners && index % 3 == 0;
        _type = IsPractitioner ? Practitioner : Physician;
        _person.Become(index, IsPractitioner);
    }

    private void BecomeHospital(ref SplitMix random)
    {
        _hospitalIndex = random.NextSkewed(Companies.Hospitals.Length);
        _hospitalName = Companies.Hospitals[_hospitalIndex];
        _type = Hospital;
        DoBusinessAt(_hospitalIndex);
    }

    private void BecomeEntity(ref SplitMix random)
    {
        var index = random.NextSkewed(Companies.Practices.Length);
        _entityName = Companies.Practices[index];
        _type = NonCoveredEntity;
        DoBusinessAt(-1 - index);
    }

    private void DoBusinessAt(int placeIndex)
    {
        _person.Clear();
        IsPractitioner = false;
        var random = new SplitMix((ulong)placeIndex * 0x9E3779B97F4A7C15);
        _placeOfBusiness.Next(ref random);
    }

    public Cell? CellFor(ColumnWords column) => column.Name switch
    {
        "covered_recipient_type" => buffer => buffer.Text(_type),
        "noncovered_recipient_entity_name" => buffer => buffer.Text(_entityName),
        "teaching_hospital_ccn" => buffer => WriteHospital(buffer, 10_001 + _hospitalIndex * 431, 6),
        "teaching_hospital_id" => buffer => WriteHospital(buffer, 1_000 + _hospitalIndex * 3, 1),
        "teaching_hospital_name" => buffer => buffer.Text(_hospitalName),
        _ => PersonCellFor(column.Without(_personPrefix)) ?? AddressCellFor(column),
    };

    private Cell? PersonCellFor(ColumnWords? column) => column is { } words ? _person.CellFor(words) : null;

    private Cell? AddressCellFor(ColumnWords column)
    {
        if ((column.Without("recipient_primary_business_") ?? column.Without("recipient_")) is not { } words) return null;
        if (_person.Address.CellFor(words) is not { } ofPerson || _placeOfBusiness.CellFor(words) is not { } ofBusiness) return null;
        return buffer => (_person.IsPresent ? ofPerson : ofBusiness)(buffer);
    }

    private void WriteHospital(RecordBuffer buffer, long number, int width)
    {
        if (IsHospital) buffer.Digits(number, width);
        else buffer.Text(null);
    }
}
