using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Ingestion.Reconciliation.Summaries;

/// <summary>
/// CMS's summary files, as their headers tell them apart, and what a line of each says. Means, medians and numbers of people
/// are left out: they are no sums. Lines over all years repeat what the lines of the years say.
/// </summary>
/// <param name="Id">As the header is called, such as <c>summary-reporting-entity</c>.</param>
/// <param name="MergesLines">Whether many lines, one a recipient, are about payments that the lake knows only together.</param>
internal sealed record SummaryForm(string Id, bool MergesLines, Func<SummaryRow, IEnumerable<SummaryClaim>> Read)
{
    private static readonly SummaryView ByKind = new("by kind", IsExact: true);
    private static readonly SummaryView ByPayer = new("by payer", IsExact: true);
    private static readonly SummaryView ByPayerAndRecipient = new("by payer and sort of recipient", IsExact: true);
    private static readonly SummaryView ByRecipient = new("by sort of recipient", IsExact: true);

    private static readonly (string Suffix, Recipients Recipients)[] RecipientColumns =
        [("Physician", Recipients.Physicians), ("Non_Physician_Practitioner", Recipients.NonPhysicianPractitioners), ("Teaching_Hospital", Recipients.TeachingHospitals)];

    private static readonly SummaryForm[] All =
    [
        new("summary-dashboard", false, DashboardMetric.Read),
        new("summary-reporting-entity", false, ReadReportingEntity),
        new("summary-by-entity-nature", false, row => ReadNature(row, "by payer and nature", new PaymentGroup(row["AMGPO_ID"]))),
        new("summary-by-entity-recipient-nature", true, row => ReadNature(
            row, "by payer, nature and sort of recipient", new PaymentGroup(row["AMGPO_ID"], Recipients: RecipientsByCode(row["Recipient_Type"])))),
        new("summary-by-recipient-nature", true, row => ReadNature(row, "by nature and sort of recipient", new PaymentGroup(Recipients: RecipientsByCode(row["Recipient_Type"])))),
        new("summary-by-recipient-entity", true, ReadRecipientEntity),
        new("summary-national", false, row => ReadByRecipient(row, "nationally by sort of recipient", row.PaymentType, new PaymentGroup())),
        new("summary-state", false, row => row["State_Code"].Length == 0 ? [] : ReadByRecipient(row, "by state and sort of recipient", row.PaymentType, new PaymentGroup(State: row["State_Code"]))),
        new("summary-state-by-nature", false, row => row["State_Code"].Length == 0 ? [] : ReadByRecipient(
            row, "by state, nature and sort of recipient", Kind.General, new PaymentGroup(Nature: NatureCodes.Normalize(row["Nature_of_Payment"]), State: row["State_Code"]))),
        new("summary-physician", true, row => ReadRecipient(row, Recipients.Practitioners)),
        new("summary-teaching-hospital", true, row => ReadRecipient(row, Recipients.TeachingHospitals)),
        // Means and medians aside it counts people with several specialties more than once.
        new("summary-national-by-specialty", false, _ => []),
    ];

    /// <summary>Null when the header is not that of a summary file. The dashboard has a column for each year, so few of them last.</summary>
    public static SummaryForm? Match(IReadOnlyList<string> header)
    {
        var id = header.Contains("Data_Metrics", StringComparer.OrdinalIgnoreCase) ? "summary-dashboard" : EraCatalog.Match(header).OtherFile;
        return All.FirstOrDefault(form => form.Id == id);
    }

    public static SummaryForm Find(string id) => All.FirstOrDefault(form => form.Id == id) ?? throw new ArgumentException($"There is no summary file '{id}'.", nameof(id));

    private static IEnumerable<SummaryClaim> ReadReportingEntity(SummaryRow row)
    {
        var payer = row["AMGPO_Making_Payment_ID"];
        yield return row.Claim(Kind.General, ByPayer, new PaymentGroup(payer), row.Count("Trans_General"), row.Dollars("Total_Amount_General"));
        yield return row.Claim(Kind.Research, ByPayer, new PaymentGroup(payer), row.Count("Trans_Research"), row.Dollars("Total_Amount_Research"));
        yield return row.Claim(Kind.Ownership, ByPayer, new PaymentGroup(payer), row.Count("Trans_Invested"), row.Dollars("Total_Amount_Investment"), row.Dollars("Total_Amount_Interest"));
        foreach (var (suffix, recipients) in RecipientColumns)
        {
            var column = suffix == "Teaching_Hospital" ? "Teachinghospital" : suffix;
            yield return row.Claim(Kind.General, ByPayerAndRecipient, new PaymentGroup(payer, Recipients: recipients), row.Count($"Trans_General_{column}"), null);
            // Research paid to somebody else counts for its principal investigators, CMS does not say where.
            yield return row.Claim(Kind.Research, ByPayerAndRecipient with { IsExact = false }, new PaymentGroup(payer, Recipients: recipients), row.Count($"Trans_Research_{column}"), null);
        }
    }

    private static IEnumerable<SummaryClaim> ReadNature(SummaryRow row, string words, PaymentGroup group) =>
        NatureCodes.Find(row["Nature_Of_Payment_Type_Code"]) is { } nature && group.Recipients != Recipients.Other
            ? [row.Claim(Kind.General, new SummaryView(words, IsExact: false), group with { Nature = nature }, row.Count("Number_of_Transaction"), row.Dollars("Total_Amount"))]
            : [];

    private static IEnumerable<SummaryClaim> ReadRecipientEntity(SummaryRow row) => row.PaymentType is not { } kind ? [] :
    [
        row.Claim(
            kind, ByPayerAndRecipient with { IsExact = kind == Kind.General }, new PaymentGroup(row["AMGPO_ID"], Recipients: RecipientsByCode(row["Recipient_Type"])),
            row.Count("Number_of_Transaction"), kind == Kind.Ownership ? null : row.Dollars("Total_Amount")),
    ];

    /// <summary>A line is about one sort of recipient, and has columns for each; CMS does not say whether a state is the payment's or that of today's profile.</summary>
    private static IEnumerable<SummaryClaim> ReadByRecipient(SummaryRow row, string words, Kind? kind, PaymentGroup group)
    {
        if (kind is null || !row["Recipient_Type"].StartsWith("Covered", StringComparison.OrdinalIgnoreCase)) yield break;
        var wanted = PaymentGroup.ParseRecipients(row["Recipient_Type"]);
        foreach (var (suffix, recipients) in RecipientColumns)
            if (recipients == wanted)
                yield return row.Claim(
                    kind, new SummaryView(words, IsExact: false), group with { Recipients = recipients },
                    row.Count($"Total_Payment_Count_{suffix}"), kind == Kind.Ownership ? null : row.Dollars($"Total_Payment_Amount_{suffix}"));
    }

    private static IEnumerable<SummaryClaim> ReadRecipient(SummaryRow row, Recipients recipients)
    {
        var group = new PaymentGroup(Recipients: recipients);
        yield return row.Claim(Kind.General, ByRecipient, group, row.Count("General_Total_Transactions"), row.Dollars("General_Total_Payment"));
        yield return row.Claim(Kind.Research, ByRecipient with { IsExact = false }, group, row.Count("Research_Total_Transactions"), row.Dollars("Research_Total_Payment"));
        if (recipients == Recipients.Practitioners)
            yield return row.Claim(
                Kind.Ownership, ByRecipient with { IsExact = false }, group, row.Count("Invested_Total_Transactions"), row.Dollars("Invested_Total_Amount"), row.Dollars("Interest_Total_Amount"));
    }

    private static Recipients RecipientsByCode(string code) => code switch
    {
        "1" => Recipients.Physicians,
        "2" => Recipients.TeachingHospitals,
        "10" => Recipients.NonPhysicianPractitioners,
        _ => PaymentGroup.ParseRecipients(code),
    };

    internal static SummaryClaim OfKind(SummaryRow row, int year, Kind? kind, ControlFigure? records, ControlFigure? cents, ControlFigure? secondCents = null) =>
        row.Claim(kind, ByKind, new PaymentGroup(), records, cents, secondCents) with { ProgramYear = year };
}
