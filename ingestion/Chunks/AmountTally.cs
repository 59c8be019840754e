using OpenPayments.Ingestion.Columns;

namespace OpenPayments.Ingestion.Chunks;

/// <summary>Sums of one money column over a chunk, split as its records are.</summary>
internal sealed class AmountTally(string column)
{
    private long _accepted, _quarantined, _unreadable;

    public AmountTotals Totals => new(column, _accepted, _quarantined, _unreadable);

    public void Reset() => _accepted = _quarantined = _unreadable = 0;

    /// <summary>A record whose amount cannot be found or read.</summary>
    public void AddUnreadable() => _unreadable++;

    /// <param name="cents">One amount for each present row, in row order; what is broken is 0.</param>
    /// <param name="broken">Rows whose amount is not readable.</param>
    public void Add(ReadOnlySpan<long> cents, RowSet present, RowSet broken, RowSet rejected)
    {
        _unreadable += broken.Count;
        foreach (var amount in cents) _accepted += amount;
        foreach (var row in present & rejected)
        {
            var amount = cents[present.CountBefore(row)];
            _quarantined += amount;
            _accepted -= amount;
        }
    }
}
