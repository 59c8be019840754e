using System.Text;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Ingestion.Tests.Chunks;

/// <summary>A record of the newest general era that breaks no rule, for tests to damage; quoted as CMS quotes.</summary>
internal sealed class GeneralRecord
{
    private static readonly FileLayout Layout = EraCatalog.Find("general-g3");

    private readonly string[] _fields = new string[Layout.Columns.Length];

    public GeneralRecord(long number = 1)
    {
        Array.Fill(_fields, "");
        Set("change_type", "NEW").Set("covered_recipient_type", "Covered Recipient Physician");
        Set("covered_recipient_profile_id", "100001").Set("covered_recipient_npi", "1234567893");
        Set("covered_recipient_first_name", "ANN").Set("covered_recipient_last_name", "LEE");
        Set("recipient_primary_business_street_address_line1", "1 MAIN ST").Set("recipient_city", "OSLO").Set("recipient_state", "MN").Set("recipient_zip_code", "55001-1234").Set("recipient_country", "United States");
        Set("covered_recipient_primary_type_1", "Medical Doctor").Set("covered_recipient_license_state_code1", "MN");
        Set("submitting_applicable_manufacturer_or_applicable_gpo_name", "Acme, Inc.").Set("applicable_manufacturer_or_applicable_gpo_making_payment_id", "100000000053");
        Set("applicable_manufacturer_or_applicable_gpo_making_payment_name", "Acme, Inc.");
        Set("applicable_manufacturer_or_applicable_gpo_making_payment_countr", "United States");
        Set("total_amount_of_payment_usdollars", "12.34").Set("date_of_payment", "04/28/2023").Set("number_of_payments_included_in_total_amount", "1");
        Set("form_of_payment_or_transfer_of_value", "In-kind items and services").Set("nature_of_payment_or_transfer_of_value", "Food and Beverage");
        Set("third_party_payment_recipient_indicator", "No Third Party Payment").Set("delay_in_publication_indicator", "No").Set("dispute_status_for_publication", "No");
        Set("related_product_indicator", "No").Set("program_year", "2023").Set("payment_publication_date", "01/30/2025");
        Set("record_id", (1_000_000_000 + number).ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    public static string Header => string.Join(',', Layout.Columns.Select(column => column.SourceName)) + "\n";

    public GeneralRecord Set(string column, string value)
    {
        _fields[Layout.IndexOf(column)] = value;
        return this;
    }

    /// <summary>The record's line. Amounts are bare as CMS writes them, empty fields too, all else is quoted.</summary>
    public override string ToString() => string.Join(',', _fields.Select((field, index) =>
        field.Length == 0 || Layout.Columns[index].Type == ColumnType.Cents ? field : '"' + field.Replace("\"", "\"\"", StringComparison.Ordinal) + '"')) + "\n";

    public static byte[] File(params IEnumerable<object> records) => Encoding.UTF8.GetBytes(Header + string.Concat(records));
}
