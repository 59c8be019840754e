using System.Globalization;
using System.Text;
using OpenPayments.Ingestion.Rules;

namespace OpenPayments.Benchmarks.Rules;

/// <summary>
/// The row rules of a general file in SQL, over columns that were read as text with the typed ones beside them as
/// <c>t_…</c>, in what DuckDB and Polars both understand. All rules that reject a record they can read, and of the others
/// those that cost least to say in SQL: the comparison favours them.
/// </summary>
internal static class RuleSql
{
    private const string Hospital = "covered_recipient_type = 'Covered Recipient Teaching Hospital'";

    private static readonly string[] Required =
        ["record_id", "total_amount_of_payment_usdollars", "date_of_payment", "program_year", "applicable_manufacturer_or_applicable_gpo_making_payment_id"];

    /// <summary>Number of the first rule for which the record must be rejected, or NULL.</summary>
    public static string Rejects(int programYear) => FirstOf(
        string.Join(" OR ", Required.Select(column => $"{column} IS NULL")),
        "t_amount IS NULL OR total_amount_of_payment_usdollars LIKE '%.___%'",
        "t_date IS NULL OR (payment_publication_date IS NOT NULL AND t_publication IS NULL)",
        "(number_of_payments_included_in_total_amount IS NOT NULL AND t_count IS NULL) OR number_of_payments_included_in_total_amount LIKE '%.%' OR t_year IS NULL",
        string.Create(CultureInfo.InvariantCulture, $"t_year <> {programYear}"));

    /// <summary>Number of the first rule that only warns, or NULL.</summary>
    public static string Warnings(int programYear, DateOnly publication) => FirstOf(
        NotListed("change_type", programYear),
        NotListed("covered_recipient_type", programYear),
        NotListed("form_of_payment_or_transfer_of_value", programYear),
        NotListed("nature_of_payment_or_transfer_of_value", programYear),
        NotListed("delay_in_publication_indicator", programYear),
        NotListed("dispute_status_for_publication", programYear),
        "submitting_applicable_manufacturer_or_applicable_gpo_name IS NULL OR applicable_manufacturer_or_applicable_gpo_making_payment_name IS NULL",
        $"{Hospital} AND (teaching_hospital_ccn IS NULL OR teaching_hospital_id IS NULL OR teaching_hospital_name IS NULL)",
        $"NOT ({Hospital}) AND (covered_recipient_profile_id IS NULL OR covered_recipient_last_name IS NULL OR covered_recipient_npi IS NULL)",
        $"covered_recipient_npi IS NOT NULL AND (length(covered_recipient_npi) <> 10 OR t_npi IS NULL OR t_npi NOT BETWEEN 1000000000 AND 2999999999 OR NOT ({CheckDigitHolds("t_npi")}))",
        "recipient_country IS NULL OR (recipient_country = 'United States' AND recipient_state IS NULL)",
        $"recipient_state IS NOT NULL AND recipient_state NOT IN ({List(StateCodes)})",
        "t_amount <= 0 OR t_amount > 1000000000",
        string.Create(CultureInfo.InvariantCulture, $"t_date < DATE '{programYear}-01-01' OR t_date > DATE '{programYear}-12-31'"),
        string.Create(CultureInfo.InvariantCulture, $"t_publication <> DATE '{publication:yyyy-MM-dd}'"),
        "t_count NOT BETWEEN 1 AND 999",
        "third_party_payment_recipient_indicator = 'Entity' AND name_of_third_party_entity_receiving_payment_or_transfer_of_val IS NULL",
        "(related_product_indicator = 'Yes') <> (covered_or_noncovered_indicator_1 IS NOT NULL)");

    private static readonly string[] StateCodes = (
        "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY " +
        "DC AS GU MP PR VI UM FM MH PW AA AE AP").Split(' ');

    private static string FirstOf(params string[] rules)
    {
        var sql = new StringBuilder("CASE");
        for (var i = 0; i < rules.Length; i++) sql.Append(CultureInfo.InvariantCulture, $" WHEN {rules[i]} THEN {i + 1}");
        return sql.Append(" END::TINYINT").ToString();
    }

    private static string NotListed(string column, int programYear) =>
        $"{column} IS NULL OR {column} NOT IN ({List(Enumerations.ValuesOf(column, programYear).Select(Encoding.UTF8.GetString))})";

    private static string List(IEnumerable<string> values) => string.Join(", ", values.Select(value => $"'{value}'"));

    /// <summary>Luhn over 80840 and the NPI, in integer arithmetic: quicker than looking at its letters.</summary>
    private static string CheckDigitHolds(string npi)
    {
        var terms = new List<string> { "24" };
        for (var (power, isDoubled) = (1_000_000_000L, true); power > 0; power /= 10, isDoubled = !isDoubled)
        {
            var digit = string.Create(CultureInfo.InvariantCulture, $"({npi} // {power} % 10)");
            terms.Add(isDoubled ? $"2 * {digit} - 9 * CAST({digit} > 4 AS INTEGER)" : digit);
        }

        return $"({string.Join(" + ", terms)}) % 10 = 0";
    }
}
