using System.Collections.Immutable;
using OpenPayments.Generator.Defects;

namespace OpenPayments.Generator;

/// <summary>What a generated file holds: what an ingestion of it must find.</summary>
/// <param name="RecordCount">Good and bad ones, without the header.</param>
/// <param name="Ledger">Every record that is not as it should be, in file order.</param>
public sealed record GeneratedFile(
    string FileName,
    long RecordCount,
    long LengthBytes,
    ImmutableArray<GeneratedAmounts> Amounts,
    ImmutableArray<LedgerEntry> Ledger)
{
    public long BadCount => Ledger.LongCount(entry => entry.IsBad);
}

/// <summary>Sums of one money column.</summary>
/// <param name="Column">Canonical name.</param>
/// <param name="GoodCents">Of all records that are to be accepted.</param>
/// <param name="BadCents">Of the records to be rejected whose amount can still be read.</param>
/// <param name="UnreadableCount">Records to be rejected whose amount is there and cannot.</param>
public sealed record GeneratedAmounts(string Column, long GoodCents, long BadCents, long UnreadableCount);
