using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Client.Report;

/// <summary>Where a kind keeps what the report counts: SQL over the columns of its table, null where it has no such thing.</summary>
/// <param name="Amount">The first money column.</param>
/// <param name="Breakdown">What the kind is divided by: nature of payment, or what comes nearest to it.</param>
/// <param name="RecordId">What names a record from publication to publication.</param>
/// <param name="Recipient">What names a recipient for good; a name where there is no id.</param>
internal sealed record KindColumns(
    string RecordId, string Breakdown, string BreakdownTitle,
    string? Amount = null, string? Date = null, string? State = null,
    string? Company = null, string? CompanyName = null, string? Recipient = null, string? RecipientName = null)
{
    private const string PayerId = "applicable_manufacturer_or_applicable_gpo_making_payment_id";
    private const string PayerName = "applicable_manufacturer_or_applicable_gpo_making_payment_name";
    private const string PaymentAmount = "total_amount_of_payment_usdollars";
    private const string Person = "nullif(concat_ws(' ', covered_recipient_first_name, covered_recipient_middle_name, covered_recipient_last_name), '')";
    private const string Hospital = "coalesce(teaching_hospital_id, teaching_hospital_ccn)";

    public static KindColumns For(Kind kind) => kind switch
    {
        Kind.General => new(
            "coalesce(record_id, general_transaction_id)", "nature_of_payment_or_transfer_of_value", "nature of payment",
            PaymentAmount, "date_of_payment", "recipient_state", PayerId, PayerName,
            $"coalesce(covered_recipient_profile_id, {Hospital}, {Person})", $"coalesce(teaching_hospital_name, {Person})"),
        Kind.Research => new(
            "coalesce(record_id, research_transaction_id)", "form_of_payment_or_transfer_of_value", "form of payment",
            PaymentAmount, "date_of_payment", "recipient_state", PayerId, PayerName,
            $"coalesce(covered_recipient_profile_id, {Hospital}, noncovered_recipient_entity_name, {Person})",
            $"coalesce(teaching_hospital_name, noncovered_recipient_entity_name, {Person})"),
        Kind.Ownership => new(
            "coalesce(record_id, physician_ownership_transaction_id)", "interest_held_by_physician_or_an_immediate_family_member", "holder of the interest",
            "total_amount_invested_usdollars", null, "recipient_state", PayerId, PayerName,
            "physician_profile_id", "nullif(concat_ws(' ', physician_first_name, physician_middle_name, physician_last_name), '')"),
        Kind.Removed => new("record_id", "payment_type", "type of payment"),
        Kind.Profile => new(
            "coalesce(covered_recipient_profile_id, physician_id)", "covered_recipient_profile_type", "type of recipient",
            State: "coalesce(covered_recipient_profile_state, physician_registration_state)"),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>SQL for a group's sum in cents, exact; 0 where the kind has no money.</summary>
    public string SumCents => Amount is null ? "0::BIGINT" : $"(coalesce(sum({Amount}), 0) * 100)::BIGINT";
}
