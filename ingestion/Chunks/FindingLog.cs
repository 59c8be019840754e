using OpenPayments.Ingestion.Columns;
using OpenPayments.Ingestion.Rules;

namespace OpenPayments.Ingestion.Chunks;

/// <summary>What the rules saw in one batch, as one mask of rows for each rule and column; counts go on over the whole chunk.</summary>
internal sealed class FindingLog(RuleSet rules)
{
    private readonly List<Entry> _entries = [];
    private readonly long[] _counts = new long[RuleCatalog.All.Length];

    /// <summary>Rows of the batch that a rejecting rule spoke of.</summary>
    public RowSet Rejected { get; private set; }

    public IReadOnlyList<Entry> Entries => _entries;

    public ReadOnlySpan<long> Counts => _counts;

    public void StartChunk()
    {
        StartBatch();
        Array.Clear(_counts);
    }

    public void StartBatch()
    {
        _entries.Clear();
        Rejected = default;
    }

    /// <param name="column">Position in the file, or -1 when the rule speaks of the record as a whole.</param>
    /// <param name="rows">The rows that break the rule; nothing happens when there are none.</param>
    public void Add(Rule rule, int column, RowSet rows)
    {
        if (rows.IsEmpty) return;
        _entries.Add(new Entry(rule, column, rows));
        _counts[rule.Index] += rows.Count;
        if (rules.SeverityOf(rule) == Severity.Reject) Rejected |= rows;
    }

    /// <summary>Counts a finding on a record that never got into a batch.</summary>
    public void CountOne(Rule rule) => _counts[rule.Index]++;

    public readonly record struct Entry(Rule Rule, int Column, RowSet Rows);
}
