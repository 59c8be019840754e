using System.Numerics;

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
    public void Add(ReadOnlySpan<long> cents, ulong present, ulong broken, ulong rejected)
    {
        _unreadable += BitOperations.PopCount(broken);
        var i = 0;
        for (var rows = present; rows != 0; rows &= rows - 1, i++)
        {
            if ((rejected & rows & (~rows + 1)) != 0) _quarantined += cents[i];
            else _accepted += cents[i];
        }
    }
}
