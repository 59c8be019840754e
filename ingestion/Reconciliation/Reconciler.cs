using System.Collections.Immutable;
using System.Globalization;
using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Reconciliation;

/// <summary>Holds what the chunks say they did against what landing counted, and against the objects that are there.</summary>
public sealed class Reconciler(IObjectStore store)
{
    /// <param name="totals">Held against the file where they are about it; CMS's own when null.</param>
    /// <param name="subject">What is known of the file beside the chunks' sums.</param>
    public async Task<ValidationReport> ReconcileAsync(
        LandedFile file, IReadOnlyList<ChunkResult> results, CancellationToken cancellation, IEnumerable<ControlTotal>? totals = null, Func<ControlSubject, ControlSubject>? subject = null)
    {
        var chunks = results.OrderBy(result => result.ChunkIndex).ToImmutableArray();
        long parsed = chunks.Sum(chunk => chunk.RecordCount), accepted = chunks.Sum(chunk => chunk.AcceptedCount), quarantined = chunks.Sum(chunk => chunk.QuarantinedCount);
        ImmutableArray<ValidationCheck> checks =
        [
            CheckTiling(file, chunks),
            CheckCounts(file, chunks, parsed),
            Check("accounted", parsed == accepted + quarantined, $"{parsed:N0} records = {accepted:N0} accepted + {quarantined:N0} quarantined"),
            CheckRows(chunks, accepted, quarantined),
            await CheckObjectsAsync(chunks, cancellation),
            .. await FileEnding.CheckAsync(store, file, chunks, cancellation) is { } ending ? [ending] : Array.Empty<ValidationCheck>(),
            .. CompareTotals(file, chunks, totals ?? ControlTotals.Published, subject ?? (known => known)),
            new ValidationCheck("quarantine", quarantined == 0 ? Verdict.Pass : Verdict.Warn, Format($"{quarantined:N0} of {parsed:N0} records are in quarantine")),
        ];
        return new ValidationReport(
            checks.Max(check => check.Verdict),
            file.RecordCount,
            accepted,
            quarantined,
            SumAmounts(chunks),
            SumFindings(chunks),
            checks);
    }

    /// <summary>Every byte behind the header belongs to exactly one chunk, and every chunk has a result.</summary>
    private static ValidationCheck CheckTiling(LandedFile file, ImmutableArray<ChunkResult> chunks)
    {
        var isTiled = chunks.Select(chunk => chunk.ChunkIndex).SequenceEqual(Enumerable.Range(0, file.Chunks.Length));
        for (var i = 1; i < file.Chunks.Length; i++)
            isTiled &= file.Chunks[i].OffsetBytes == file.Chunks[i - 1].EndBytes;
        isTiled &= file.Chunks[^1].EndBytes == file.LengthBytes;
        return Check("tiling", isTiled, $"{chunks.Length:N0} results for {file.Chunks.Length:N0} chunks that cover the file to byte {file.LengthBytes:N0}");
    }

    /// <summary>Landing counts by quote parity, chunks by the parser: two codes, chunk by chunk the same number.</summary>
    private static ValidationCheck CheckCounts(LandedFile file, ImmutableArray<ChunkResult> chunks, long parsed)
    {
        var differing = chunks.Where(chunk => chunk.ChunkIndex < file.Chunks.Length && chunk.RecordCount != file.Chunks[chunk.ChunkIndex].RecordCount).Select(chunk => chunk.ChunkIndex).ToList();
        return Check("records", parsed == file.RecordCount && differing.Count == 0,
            $"{file.RecordCount:N0} records by landing, {parsed:N0} by the parser{(differing.Count == 0 ? "" : $"; they differ in chunks {string.Join(", ", differing)}")}");
    }

    private static ValidationCheck CheckRows(ImmutableArray<ChunkResult> chunks, long accepted, long quarantined)
    {
        long rows = chunks.Sum(chunk => chunk.Parts.Sum(part => part.RowCount)), quarantinedRows = chunks.Sum(chunk => chunk.Quarantine?.RowCount ?? 0);
        return Check("rows", rows == accepted && quarantinedRows == quarantined,
            $"the parts hold {rows:N0} rows for {accepted:N0} accepted records, and {quarantinedRows:N0} for {quarantined:N0} quarantined ones");
    }

    /// <summary>What is about to be published is really there, in full length.</summary>
    private async Task<ValidationCheck> CheckObjectsAsync(ImmutableArray<ChunkResult> chunks, CancellationToken cancellation)
    {
        var parts = chunks.SelectMany(chunk => chunk.Parts.Append(chunk.Quarantine)).OfType<PartObject>().ToList();
        var missing = new List<string>();
        foreach (var part in parts)
            if (await store.GetLengthAsync(part.Key, cancellation) != part.LengthBytes)
                missing.Add(part.Key);
        return missing.Count == 0
            ? Check("objects", true, $"{parts.Count:N0} parts are in the lake")
            : Check("objects", false, $"{missing.Count:N0} of {parts.Count:N0} parts are missing or of another length, the first is {missing[0]}; ingest again with --force");
    }

    private static IEnumerable<ValidationCheck> CompareTotals(
        LandedFile file, ImmutableArray<ChunkResult> chunks, IEnumerable<ControlTotal> totals, Func<ControlSubject, ControlSubject> complete)
    {
        var amounts = SumAmounts(chunks);
        return totals.Where(total => total.IsFor(file.Id)).Select(total => ControlComparison.Compare(total, SubjectOf(amounts.FirstOrDefault(amount => total.Column is null || amount.Column == total.Column))));

        ControlSubject SubjectOf(AmountTotals? amount) => complete(new ControlSubject(
            new RecordsAndCents(file.RecordCount, (amount?.AcceptedCents ?? 0) + (amount?.QuarantinedCents ?? 0)),
            new RecordsAndCents(chunks.Sum(chunk => chunk.QuarantinedCount), amount?.QuarantinedCents ?? 0),
            Disputed: null,
            RemovedCount: null,
            amount?.UnreadableCount ?? 0));
    }

    internal static ImmutableArray<AmountTotals> SumAmounts(ImmutableArray<ChunkResult> chunks) =>
    [
        .. chunks.SelectMany(chunk => chunk.Amounts).GroupBy(amount => amount.Column).Select(column => new AmountTotals(
            column.Key, column.Sum(amount => amount.AcceptedCents), column.Sum(amount => amount.QuarantinedCents), column.Sum(amount => amount.UnreadableCount))),
    ];

    private static ImmutableSortedDictionary<string, long> SumFindings(ImmutableArray<ChunkResult> chunks) =>
        chunks.SelectMany(chunk => chunk.FindingCounts).GroupBy(finding => finding.Key).ToImmutableSortedDictionary(rule => rule.Key, rule => rule.Sum(finding => finding.Value), StringComparer.Ordinal);

    private static ValidationCheck Check(string name, bool isMet, FormattableString detail) => new(name, isMet ? Verdict.Pass : Verdict.Fail, Format(detail));

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
