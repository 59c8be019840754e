using System.Collections.Immutable;
using OpenPayments.Ingestion.Runs;

namespace OpenPayments.Ingestion.Quarantine.Ledger;

public enum LedgerAction
{
    /// <summary>The records stay where they are, and somebody says why that is right.</summary>
    Waive,

    /// <summary>The records were judged again and moved into the table.</summary>
    Replay,
}

/// <summary>One decision about quarantined records of one file. Entries are only ever added.</summary>
/// <param name="Id">The same decision on the same records has the same id, so that a repeated command adds nothing.</param>
/// <param name="Reason">In the words of whoever decided.</param>
/// <param name="By">The account on the machine.</param>
/// <param name="Records">Record numbers, ascending.</param>
/// <param name="RuleSetFingerprint">Of a replay: the rules that let the records pass.</param>
/// <param name="FormerParts">Of a replay: the quarantine parts that held the records before; they stay, and <c>verify</c> looks after them.</param>
public sealed record LedgerEntry(
    string Id,
    LedgerAction Action,
    string Reason,
    DateTimeOffset At,
    string By,
    ImmutableArray<long> Records,
    string? RuleSetFingerprint,
    ImmutableArray<LakeObject> FormerParts);
