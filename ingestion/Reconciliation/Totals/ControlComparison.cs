using System.Globalization;

namespace OpenPayments.Ingestion.Reconciliation;

/// <summary>What a file holds, as far as it is known, to be compared with what others say.</summary>
/// <param name="Disputed">Null when nobody has looked.</param>
/// <param name="RemovedCount">Records of this year that CMS's removed-records file of the same publication names; null when it is not in the lake.</param>
/// <param name="UnreadableCount">Quarantined records whose amount is no number: they count as records, and nobody knows their cents.</param>
public sealed record ControlSubject(RecordsAndCents Scanned, RecordsAndCents Quarantined, RecordsAndCents? Disputed, long? RemovedCount, long UnreadableCount = 0);

public readonly record struct RecordsAndCents(long Records, long Cents);

/// <summary>A total held against a file: equal, differing with an explanation, or simply differing.</summary>
public static class ControlComparison
{
    private const string Explained = "; explained";

    public static bool IsExplained(ValidationCheck check) => check.Detail.Contains(Explained, StringComparison.Ordinal);

    public static ValidationCheck Compare(ControlTotal total, ControlSubject subject)
    {
        var isRounded = !total.IsExact || total.Records is { Tolerance: > 0 } || total.Cents is { Tolerance: > 0 };
        var scanned = subject.Scanned;
        if (Holds(total, scanned)) return Check(Verdict.Pass, $"{total.Source}: {Say(total)}; the file holds {Say(scanned)}");
        foreach (var (words, holding) in Explanations(subject))
            if (Holds(total, holding))
                return Check(Verdict.Warn, $"{total.Source}: {Say(total)}; the file holds {Say(scanned)}{Explained}: {words}");
        if (subject.RemovedCount is { } removed and > 0 && total.Records is { } records && records.Holds(scanned.Records + removed))
            return Check(Verdict.Warn, $"{total.Source}: {Say(total)}; the file holds {Say(scanned)}{Explained} by records: it counts the {removed:N0} records that CMS removed");
        if (subject.UnreadableCount > 0 && total.Records?.Holds(scanned.Records) != false && total.Cents?.Value > scanned.Cents)
            return Check(Verdict.Warn, $"{total.Source}: {Say(total)}; the file holds {Say(scanned)}{Explained} by records: the amounts of {subject.UnreadableCount:N0} quarantined records cannot be read");
        var difference = Differ(total, scanned);
        return Check(isRounded ? Verdict.Warn : Verdict.Fail, $"{total.Source}: {Say(total)}; the file holds {Say(scanned)}; {difference}, which neither quarantined nor disputed nor removed records explain");
    }

    private static bool Holds(ControlTotal total, RecordsAndCents actual) =>
        total.Records?.Holds(actual.Records) != false && total.Cents?.Holds(actual.Cents) != false;

    private static IEnumerable<(string Words, RecordsAndCents Holding)> Explanations(ControlSubject subject)
    {
        var (scanned, quarantined) = (subject.Scanned, subject.Quarantined);
        if (quarantined.Records > 0) yield return (string.Create(CultureInfo.InvariantCulture, $"it leaves out the {quarantined.Records:N0} quarantined records"), Less(scanned, quarantined));
        if (subject.Disputed is not { Records: > 0 } disputed) yield break;
        yield return (string.Create(CultureInfo.InvariantCulture, $"it leaves out the {disputed.Records:N0} disputed records"), Less(scanned, disputed));
        if (quarantined.Records > 0) yield return ("it leaves out the quarantined and the disputed records", Less(Less(scanned, quarantined), disputed));
    }

    private static RecordsAndCents Less(RecordsAndCents all, RecordsAndCents part) => new(all.Records - part.Records, all.Cents - part.Cents);

    private static string Differ(ControlTotal total, RecordsAndCents actual)
    {
        var parts = new List<string>();
        if (total.Records is { } records && !records.Holds(actual.Records)) parts.Add(Format($"{Math.Abs(actual.Records - records.Value):N0} records {(actual.Records < records.Value ? "too few" : "too many")}"));
        if (total.Cents is { } cents && !cents.Holds(actual.Cents)) parts.Add(Format($"{Math.Abs(actual.Cents - cents.Value) / 100m:N2} USD {(actual.Cents < cents.Value ? "too little" : "too much")}"));
        return string.Join(" and ", parts);
    }

    private static string Say(ControlTotal total)
    {
        var parts = new List<string>();
        if (total.Records is { } records) parts.Add(Format($"{(records.Tolerance > 0 ? "about " : "")}{records.Value:N0} records"));
        if (total.Cents is { } cents) parts.Add(Format($"{(cents.Tolerance > 0 ? "about " : "")}{cents.Value / 100m:N2} USD"));
        return string.Join(" and ", parts);
    }

    private static string Say(RecordsAndCents sum) => Format($"{sum.Records:N0} records and {sum.Cents / 100m:N2} USD");

    private static ValidationCheck Check(Verdict verdict, FormattableString detail) => new(CertificateChecks.ControlTotal, verdict, Format(detail));

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
