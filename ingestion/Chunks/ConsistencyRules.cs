using System.Collections.Immutable;
using OpenPayments.Ingestion.Columns;
using OpenPayments.Ingestion.Rules;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Ingestion.Chunks;

/// <summary>Rules between the columns of a record, judged for a whole batch at once: every condition is a set of rows.</summary>
internal sealed class ConsistencyRules
{
    private static readonly byte[] TeachingHospital = "Covered Recipient Teaching Hospital"u8.ToArray();
    private static readonly byte[] Physician = "Covered Recipient Physician"u8.ToArray();
    private static readonly byte[] NonPhysician = "Covered Recipient Non-Physician Practitioner"u8.ToArray();

    private readonly int _recipientType, _country, _thirdParty, _relatedProduct;
    private readonly int _ccn, _hospitalId, _hospitalName, _profileId, _lastName, _npi, _state, _thirdPartyName, _productName;
    private readonly int[] _productSlots;

    public ConsistencyRules(FileLayout layout)
    {
        _recipientType = layout.IndexOf("covered_recipient_type");
        _country = layout.IndexOf("recipient_country");
        _thirdParty = layout.IndexOf("third_party_payment_recipient_indicator");
        _relatedProduct = layout.IndexOf("related_product_indicator");
        _ccn = layout.IndexOf("teaching_hospital_ccn");
        _hospitalId = layout.IndexOf("teaching_hospital_id");
        _hospitalName = layout.IndexOf("teaching_hospital_name");
        _profileId = layout.IndexOf("covered_recipient_profile_id");
        _lastName = layout.IndexOf("covered_recipient_last_name");
        _npi = layout.IndexOf("covered_recipient_npi");
        _state = layout.IndexOf("recipient_state");
        _thirdPartyName = layout.IndexOf("name_of_third_party_entity_receiving_payment_or_transfer_of_val");
        _productName = layout.IndexOf("name_of_drug_or_biological_or_device_or_medical_supply_1");
        _productSlots = [.. Enumerable.Range(1, 5).Select(slot => layout.IndexOf($"covered_or_noncovered_indicator_{slot}"))];
    }

    /// <summary>The texts of a column that these rules ask for, in the order of their classes; default when they ask for none.</summary>
    public static ImmutableArray<byte[]> ClassesOf(string column) => column switch
    {
        "covered_recipient_type" => [TeachingHospital, Physician, NonPhysician],
        "recipient_country" => ["United States"u8.ToArray()],
        "third_party_payment_recipient_indicator" => ["No Third Party Payment"u8.ToArray(), "Entity"u8.ToArray()],
        "related_product_indicator" => ["Yes"u8.ToArray(), "No"u8.ToArray()],
        _ => default,
    };

    /// <param name="present">Rows that have a cell, for each column.</param>
    /// <param name="classes">Rows of each class, for each column that has classes.</param>
    public void Judge(ReadOnlySpan<RowSet> present, RowSet[][] classes, RowSet allRows, FindingLog findings)
    {
        if (_recipientType >= 0)
        {
            var hospital = classes[_recipientType][1];
            var person = classes[_recipientType][2] | classes[_recipientType][3];
            findings.Add(RuleCatalog.HospitalIncomplete, _recipientType, hospital & (Missing(_ccn, present) | Missing(_hospitalId, present) | Missing(_hospitalName, present)));
            findings.Add(RuleCatalog.HospitalWithPerson, _recipientType, hospital & (Present(_profileId, present) | Present(_npi, present)));
            findings.Add(RuleCatalog.PersonIncomplete, _recipientType, person & (Missing(_profileId, present) | Missing(_lastName, present) | Missing(_npi, present)));
            findings.Add(RuleCatalog.PersonWithHospital, _recipientType, person & (Present(_ccn, present) | Present(_hospitalId, present)));
        }

        if (_country >= 0)
            findings.Add(RuleCatalog.StateMissing, _state, classes[_country][1] & Missing(_state, present));

        if (_thirdParty >= 0)
        {
            RowSet none = classes[_thirdParty][1], entity = classes[_thirdParty][2];
            findings.Add(RuleCatalog.ThirdPartyName, _thirdPartyName, entity & Missing(_thirdPartyName, present) | none & Present(_thirdPartyName, present));
        }

        if (_relatedProduct >= 0)
        {
            var named = Present(_productSlots[0], present) | Present(_productName, present);
            findings.Add(RuleCatalog.ProductIndicator, _relatedProduct, classes[_relatedProduct][1] & ~named | classes[_relatedProduct][2] & named);
        }

        for (var slot = 1; slot < _productSlots.Length; slot++)
            findings.Add(RuleCatalog.ProductSlotGap, _productSlots[slot], Present(_productSlots[slot], present) & Missing(_productSlots[slot - 1], present) & allRows);
    }

    private static RowSet Present(int column, ReadOnlySpan<RowSet> present) => column < 0 ? default : present[column];

    /// <summary>A column that the file's era does not have is missing from no record.</summary>
    private static RowSet Missing(int column, ReadOnlySpan<RowSet> present) => column < 0 ? default : ~present[column];
}
