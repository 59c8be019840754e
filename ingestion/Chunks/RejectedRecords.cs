using System.Globalization;
using System.Text;
using OpenPayments.Ingestion.Columns;
using OpenPayments.Ingestion.Csv;
using OpenPayments.Ingestion.Quarantine;
using OpenPayments.Ingestion.Rules;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Ingestion.Chunks;

/// <summary>The records of a chunk that were set aside, each with every rule it broke, warnings included.</summary>
internal sealed class RejectedRecords(RuleSet rules, FileLayout layout)
{
    private const int ExcerptBytes = 120;

    /// <summary>So much of a cell decides its excerpt: the quote it opens with, a byte of the value beyond the excerpt, each perhaps doubled, and a last one that may be half of two.</summary>
    private const int ExcerptCellBytes = 2 * (ExcerptBytes + 1) + 2;

    private readonly List<QuarantinedRecord> _records = [];

    /// <summary>Adds a record that was taken apart but may not enter the table.</summary>
    /// <param name="bufferOffset">What to add to a position in the buffer to have one in the file.</param>
    public void Add(RecordBatch batch, int row, FindingLog log, ReadOnlySpan<int> separators, ReadOnlySpan<byte> buffer, int start, int length, long bufferOffset)
    {
        var findings = new List<Finding>();
        foreach (var entry in log.Entries)
        {
            if (!entry.Rows.Contains(row)) continue;
            var first = batch.FirstSeparators[row] + entry.Column;
            var cell = entry.Column < 0 ? default : buffer[(separators[first] + 1)..separators[first + 1]];
            findings.Add(new Finding(entry.Rule.Id, rules.SeverityOf(entry.Rule), entry.Column < 0 ? "" : layout.Columns[entry.Column].Name, Excerpt(cell), entry.Rule.Reason));
        }

        _records.Add(new QuarantinedRecord(batch.RecordNumberOf(row), bufferOffset + start, buffer.Slice(start, length).ToArray(), findings));
    }

    /// <summary>Adds a record that does not have the file's columns; returns the rules that it broke.</summary>
    public IReadOnlyList<Rule> AddUnreadable(long number, long offsetBytes, ReadOnlySpan<byte> bytes, int cellCount, RecordFlags flags)
    {
        var broken = new List<Rule>();
        var findings = new List<Finding>();
        if (cellCount != layout.Columns.Length)
            AddFinding(RuleCatalog.ColumnCount, string.Create(CultureInfo.InvariantCulture, $"The record has {cellCount} fields, the header {layout.Columns.Length}."));
        if (flags.HasFlag(RecordFlags.UnterminatedQuote)) AddFinding(RuleCatalog.UnterminatedQuote, RuleCatalog.UnterminatedQuote.Reason);
        if (flags.HasFlag(RecordFlags.StrayQuote)) AddFinding(RuleCatalog.StrayQuote, RuleCatalog.StrayQuote.Reason);
        if (flags.HasFlag(RecordFlags.TooLong)) AddFinding(RuleCatalog.FieldTooLarge, RuleCatalog.FieldTooLarge.Reason);
        _records.Add(new QuarantinedRecord(number, offsetBytes, bytes.ToArray(), findings));
        return broken;

        void AddFinding(Rule rule, string reason)
        {
            broken.Add(rule);
            findings.Add(new Finding(rule.Id, rules.SeverityOf(rule), "", "", reason));
        }
    }

    /// <summary>All records since the last call, in the order of the file.</summary>
    public IReadOnlyList<QuarantinedRecord> TakeAll()
    {
        // A batch is judged after unreadable records between its rows were met.
        QuarantinedRecord[] records = [.. _records.OrderBy(record => record.RecordNumber)];
        _records.Clear();
        return records;
    }

    /// <summary>The value as people should see it: without its quotes, cut, and with what is not UTF-8 as <c>\xNN</c>.</summary>
    private static string Excerpt(ReadOnlySpan<byte> cell)
    {
        cell = cell.TrimEnd((byte)'\r');
        Span<byte> scratch = stackalloc byte[ExcerptCellBytes];
        var value = CsvText.Decode(cell[..Math.Min(cell.Length, ExcerptCellBytes)], scratch); // A broken record's cell may be as long as half the file.
        var text = new StringBuilder();
        var rest = value[..Math.Min(value.Length, ExcerptBytes)];
        while (!rest.IsEmpty)
        {
            var isValid = Rune.DecodeFromUtf8(rest, out var rune, out var used) == System.Buffers.OperationStatus.Done;
            if (isValid) text.Append(rune.ToString());
            else if (value.Length > ExcerptBytes && rest.Length < 4) break; // the cut went through a character
            else text.Append(CultureInfo.InvariantCulture, $"\\x{rest[0]:X2}");
            rest = rest[(isValid ? used : 1)..];
        }

        return value.Length > ExcerptBytes ? text.Append('…').ToString() : text.ToString();
    }
}
