using System.Collections.Immutable;
using OpenPayments.Client.Quarantine;
using OpenPayments.Ingestion.Quarantine.Ledger;
using OpenPayments.Ingestion.Rules;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Client.Report;

/// <summary>What a file has in quarantine, by rule, with samples, and what has been decided about it.</summary>
/// <param name="Rules">A record that broke several rules counts in each.</param>
public sealed record QuarantineFigures(long RecordCount, long WaivedCount, ImmutableArray<QuarantinedRule> Rules, ImmutableArray<QuarantineDecision> Decisions)
{
    public static async Task<QuarantineFigures> ReadAsync(IObjectStore store, FileManifest manifest, CancellationToken cancellation)
    {
        var (recordCount, waivedCount) = (0L, 0L);
        var rules = new Dictionary<string, RuleTally>();
        await foreach (var record in new QuarantineCatalog(store).ReadAsync(manifest, cancellation))
        {
            recordCount++;
            if (record.WaiveReason is not null) waivedCount++;
            foreach (var findings in record.Record.Findings.Where(finding => finding.Severity == Severity.Reject).GroupBy(finding => finding.RuleId))
            {
                if (!rules.TryGetValue(findings.Key, out var tally)) rules[findings.Key] = tally = new RuleTally();
                tally.Add(record, findings.Select(finding => finding.Column).Distinct());
            }
        }

        var file = manifest.Landed.Id;
        var entries = await new QuarantineLedger(store).ReadAsync(file, cancellation);
        return new QuarantineFigures(
            recordCount, waivedCount,
            [.. rules.Select(rule => rule.Value.Describe(rule.Key)).OrderByDescending(rule => rule.RecordCount).ThenBy(rule => rule.Rule, StringComparer.Ordinal)],
            [.. entries.TakeLast(ReportLimits.Decisions).Select(entry => QuarantineDecision.Of(file, entry))]);
    }

    private sealed class RuleTally
    {
        private readonly SortedDictionary<string, long> _columns = new(StringComparer.Ordinal);
        private readonly List<CataloguedRecord> _samples = [];
        private long _recordCount;
        private long _waivedCount;

        public void Add(CataloguedRecord record, IEnumerable<string> columns)
        {
            _recordCount++;
            if (record.WaiveReason is not null) _waivedCount++;
            var isNew = false;
            foreach (var column in columns)
            {
                isNew |= !_columns.ContainsKey(column);
                _columns[column] = _columns.GetValueOrDefault(column) + 1;
            }

            // One sample a column, as far as there is room.
            if (isNew && _samples.Count < ReportLimits.SamplesPerRule) _samples.Add(record);
        }

        public QuarantinedRule Describe(string rule) => new(
            rule, RuleCatalog.Find(rule)?.Reason ?? "", _recordCount, _waivedCount,
            [.. _columns.OrderByDescending(column => column.Value).Where(column => column.Key.Length > 0).Take(ReportLimits.ColumnsPerRule).Select(column => new ColumnCount(column.Key, column.Value))],
            Math.Max(0, _columns.Keys.Count(column => column.Length > 0) - ReportLimits.ColumnsPerRule),
            [.. _samples.Select(SampledRecord.Of)]);
    }
}

/// <param name="Reason">What is wrong with a record that breaks the rule.</param>
/// <param name="Columns">Those with the most records; none when the rule speaks of the whole record.</param>
/// <param name="OtherColumnCount">Columns beyond those.</param>
/// <param name="Samples">The first record of each of the first columns.</param>
public sealed record QuarantinedRule(
    string Rule, string Reason, long RecordCount, long WaivedCount, ImmutableArray<ColumnCount> Columns, int OtherColumnCount, ImmutableArray<SampledRecord> Samples);

public sealed record ColumnCount(string Column, long RecordCount);
