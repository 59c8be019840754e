using System.Collections.Immutable;

namespace OpenPayments.Ingestion.Rules;

/// <summary>
/// Every rule there is. What can be represented in the table is kept and at most warned about: CMS publishes payments dated
/// in the year 0002 and cities called <c>#REF!</c>, and a reader who trusts the lake must find them there. Only what has no
/// place in a typed row is rejected by default.
/// </summary>
public static class RuleCatalog
{
    /// <summary>Raised whenever a rule changes what it says of some record; part of the rule set's fingerprint.</summary>
    public const int Version = 1;

    private static readonly List<Rule> Rules = [];

    // The record as a whole.
    public static readonly Rule ColumnCount = Add("column-count", Severity.Reject, true, "The record has another number of fields than the header.");
    public static readonly Rule UnterminatedQuote = Add("unterminated-quote", Severity.Reject, true, "A quoted field of the record never closes.");
    public static readonly Rule StrayQuote = Add("stray-quote", Severity.Warn, false, "A quote stands where RFC 4180 allows none; the line was read on its own, with that quote as part of the value.");
    public static readonly Rule FieldTooLarge = Add("field-too-large", Severity.Reject, true, "A field is longer than 64 KiB, or the record longer than 1 MiB.");
    public static readonly Rule InvalidUtf8 = Add("invalid-utf8", Severity.Reject, true, "The value is not valid UTF-8, so it has no spelling as text.", "*");
    public static readonly Rule NulByte = Add("nul-byte", Severity.Warn, false, "The value holds a NUL byte, which some readers take for the end of the text.", "*");

    // Presence.
    public static readonly Rule RequiredValue = Add("required-value", Severity.Reject, false, "A value without which the record cannot be identified or counted is missing.",
        "record_id", "general_transaction_id", "research_transaction_id", "physician_ownership_transaction_id", "total_amount_of_payment_usdollars", "date_of_payment", "program_year",
        "applicable_manufacturer_or_applicable_gpo_making_payment_id");
    public static readonly Rule ExpectedValue = Add("expected-value", Severity.Warn, false, "A value that CMS fills in on every record is missing.",
        "change_type", "covered_recipient_type", "form_of_payment_or_transfer_of_value", "nature_of_payment_or_transfer_of_value", "number_of_payments_included_in_total_amount",
        "submitting_applicable_manufacturer_or_applicable_gpo_name", "applicable_manufacturer_or_applicable_gpo_making_payment_name", "total_amount_invested_usdollars", "value_of_interest",
        "payment_type", "payment_publication_date", "covered_recipient_profile_type");

    // Types: a value that does not fit its column has no place in it.
    public static readonly Rule AmountFormat = Add("amount-format", Severity.Reject, true, "The amount is not a plain decimal number of dollars and cents.",
        "total_amount_of_payment_usdollars", "total_amount_invested_usdollars", "value_of_interest");
    public static readonly Rule DateFormat = Add("date-format", Severity.Reject, true, "The date is not a calendar day written as MM/DD/YYYY.", "date_of_payment", "payment_publication_date");
    public static readonly Rule IntegerFormat = Add("integer-format", Severity.Reject, true, "The count is not a whole number.", "number_of_payments_included_in_total_amount", "program_year");

    // Values.
    public static readonly Rule UnknownCategory = Add("unknown-category", Severity.Warn, false, "The value is none of those that CMS lists for this column and program year.", [.. Enumerations.Columns]);
    public static readonly Rule IdentifierDigits = Add("identifier-digits", Severity.Warn, false, "The identifier holds something other than digits.",
        "record_id", "*profile_id*", "teaching_hospital_id", "applicable_manufacturer_or_applicable_gpo_making_payment_id");
    public static readonly Rule NpiFormat = Add("npi-format", Severity.Warn, false, "The NPI is not ten digits that begin with 1 or 2.", "*npi");
    public static readonly Rule NpiCheckDigit = Add("npi-check-digit", Severity.Warn, false, "The NPI's last digit is not its check digit (Luhn over 80840 and the NPI, 45 CFR 162.406).", "*npi");
    public static readonly Rule CcnFormat = Add("ccn-format", Severity.Warn, false, "The CMS certification number is not six letters or digits.", "teaching_hospital_ccn");
    public static readonly Rule StateCode = Add("state-code", Severity.Warn, false, "The value is no postal code of a US state, territory or military region.",
        "recipient_state", "*license_state_code*", "state_of_travel", "applicable_manufacturer_or_applicable_gpo_making_payment_state", "principal_investigator_*_state", "covered_recipient_profile_state");
    public static readonly Rule CountryName = Add("country-name", Severity.Warn, false, "The value is not the English name of a country.", "*country", "*country_of_travel", "*country_name", "applicable_manufacturer_or_applicable_gpo_making_payment_countr*");
    public static readonly Rule ZipFormat = Add("zip-format", Severity.Warn, false, "The ZIP code is not of the form 12345 or 12345-6789.", "*zip_code", "*zipcode");
    public static readonly Rule NdcFormat = Add("ndc-format", Severity.Warn, false, "The national drug code is not 10 or 11 digits with or without hyphens.", "*_ndc_*", "ndc_of_*");
    public static readonly Rule SpreadsheetLitter = Add("spreadsheet-litter", Severity.Warn, false, "The value is what a spreadsheet or a form left behind, such as #REF!, #N/A or -- SELECT --.", "*");
    public static readonly Rule LengthBound = Add("length-bound", Severity.Warn, false, "The value is longer than CMS's dictionary allows.", "*");
    public static readonly Rule ProgramYearDiffers = Add("program-year-differs", Severity.Reject, true, "The record belongs to another program year than its file, so it has no place in this partition.", "program_year");
    public static readonly Rule PublicationDateDiffers = Add("publication-date-differs", Severity.Warn, false, "The record names another publication date than its file.", "payment_publication_date");
    public static readonly Rule PaymentDateImplausible = Add("payment-date-implausible", Severity.Warn, false, "The payment is not dated within the program year.", "date_of_payment");
    public static readonly Rule AmountNegative = Add("amount-negative", Severity.Warn, false, "The amount is below zero.", "total_amount_of_payment_usdollars", "total_amount_invested_usdollars", "value_of_interest");
    public static readonly Rule AmountZero = Add("amount-zero", Severity.Warn, false, "The amount of the payment is zero.", "total_amount_of_payment_usdollars");
    public static readonly Rule AmountImplausible = Add("amount-implausible", Severity.Warn, false, "The amount is above one billion dollars; the largest genuine payment known is 400 million.", "total_amount_of_payment_usdollars", "total_amount_invested_usdollars", "value_of_interest");
    public static readonly Rule PaymentCount = Add("payment-count", Severity.Warn, false, "The number of payments is not between 1 and 999.", "number_of_payments_included_in_total_amount");

    // Consistency between columns.
    public static readonly Rule HospitalIncomplete = Add("hospital-incomplete", Severity.Warn, false, "A teaching hospital received the payment, but its CCN, id or name is missing.", "covered_recipient_type", "teaching_hospital_ccn", "teaching_hospital_id", "teaching_hospital_name");
    public static readonly Rule HospitalWithPerson = Add("hospital-with-person", Severity.Warn, false, "A teaching hospital received the payment, yet the record names a person's profile or NPI.", "covered_recipient_type", "covered_recipient_profile_id", "covered_recipient_npi");
    public static readonly Rule PersonIncomplete = Add("person-incomplete", Severity.Warn, false, "A person received the payment, but the profile id, last name or NPI is missing.", "covered_recipient_type", "covered_recipient_profile_id", "covered_recipient_last_name", "covered_recipient_npi");
    public static readonly Rule PersonWithHospital = Add("person-with-hospital", Severity.Warn, false, "A person received the payment, yet the record names a teaching hospital.", "covered_recipient_type", "teaching_hospital_ccn", "teaching_hospital_id");
    public static readonly Rule StateMissing = Add("state-missing", Severity.Warn, false, "The recipient is in the United States, but the state is missing.", "recipient_country", "recipient_state");
    public static readonly Rule ThirdPartyName = Add("third-party-name", Severity.Warn, false, "The third party's name is missing although one was paid, or present although none was.", "third_party_payment_recipient_indicator", "name_of_third_party_entity_receiving_payment_or_transfer_of_val");
    public static readonly Rule ProductIndicator = Add("product-indicator", Severity.Warn, false, "The record says that a product is related but names none, or names one although it says there is none.", "related_product_indicator", "covered_or_noncovered_indicator_1", "name_of_drug_or_biological_or_device_or_medical_supply_1");
    public static readonly Rule ProductSlotGap = Add("product-slot-gap", Severity.Warn, false, "A product stands in a later slot while an earlier one is empty.", "covered_or_noncovered_indicator_*");

    /// <summary>All rules, in the order in which they are listed and reported.</summary>
    public static ImmutableArray<Rule> All { get; } = [.. Rules];

    public static Rule? Find(string id) => All.FirstOrDefault(rule => rule.Id == id);

    private static Rule Add(string id, Severity severity, bool isFixed, string reason, params string[] columns)
    {
        var rule = new Rule(id, severity, isFixed, reason, [.. columns]) { Index = Rules.Count };
        Rules.Add(rule);
        return rule;
    }
}
