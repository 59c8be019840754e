namespace OpenPayments.Ingestion.Reconciliation.Summaries;

/// <summary>What the lake holds of some payments.</summary>
/// <param name="All">Accepted and quarantined.</param>
/// <param name="SecondCents">Of <paramref name="All"/>, in the kind's second money column.</param>
/// <param name="UnreadableCount">Quarantined records whose amount is no number.</param>
internal readonly record struct GroupSums(RecordsAndCents All, RecordsAndCents Quarantined, RecordsAndCents Disputed, long SecondCents, long SecondQuarantinedCents, long UnreadableCount)
{
    public GroupSums Plus(GroupSums other) => new(
        Add(All, other.All), Add(Quarantined, other.Quarantined), Add(Disputed, other.Disputed),
        SecondCents + other.SecondCents, SecondQuarantinedCents + other.SecondQuarantinedCents, UnreadableCount + other.UnreadableCount);

    public ControlSubject ToSubject(bool isSecond) => isSecond
        ? new ControlSubject(new RecordsAndCents(All.Records, SecondCents), new RecordsAndCents(Quarantined.Records, SecondQuarantinedCents), null, null, UnreadableCount)
        : new ControlSubject(All, Quarantined, Disputed, null, UnreadableCount);

    private static RecordsAndCents Add(RecordsAndCents one, RecordsAndCents other) => new(one.Records + other.Records, one.Cents + other.Cents);
}
