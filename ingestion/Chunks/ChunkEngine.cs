using System.Collections.Immutable;
using System.Numerics;
using System.Text;
using OpenPayments.Ingestion.Columns;
using OpenPayments.Ingestion.Csv;
using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Quarantine;
using OpenPayments.Ingestion.Rules;
using OpenPayments.Ingestion.Schema;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Chunks;

/// <summary>
/// From the bytes of a chunk to typed columns and quarantined records, in one pass: read a window → scan its structure →
/// take 256 records at a time → build column after column, rules included → commit the accepted rows. One engine serves one
/// worker and one file; its buffers are reused from chunk to chunk. What comes out depends on the bytes and the rules alone.
/// </summary>
public sealed class ChunkEngine
{
    private const string ProgramYear = "program_year";

    private readonly LandedFile _file;
    private readonly StructuralScanner _scanner;
    private readonly WindowReader _window;
    private readonly RecordBatch _batch;
    private readonly CellGatherer _gatherer = new();
    private readonly FindingLog _findings;
    private readonly ConsistencyRules _consistency;
    private readonly RejectedRecords _rejected;
    private readonly ImmutableArray<ColumnSlot> _slots;
    private readonly ImmutableArray<(ColumnSlot Slot, AmountTally Tally)> _amounts;
    private readonly RowSet[] _unparsed;
    private readonly RowSet[][] _classes;
    private readonly ConstantColumn _sourceHash = new(ProvenanceColumns.SourceSha256);
    private readonly NumberColumnBuilder _recordNumbers = new(ProvenanceColumns.RecordNumber, ColumnType.Int64);
    private readonly NumberColumnBuilder _offsets = new(ProvenanceColumns.OffsetBytes, ColumnType.Int64);
    private readonly NumberColumnBuilder _lengths = new(ProvenanceColumns.LengthBytes, ColumnType.Int32);
    private long _recordCount;

    public ChunkEngine(LandedFile file, RuleSet rules)
        : this(file, rules, ScannerKernel.Best, WindowReader.DefaultWindowBytes)
    {
    }

    internal ChunkEngine(LandedFile file, RuleSet rules, ScannerKernel kernel, int windowBytes)
    {
        _file = file;
        _window = new WindowReader(windowBytes);
        var columns = file.Layout.Columns;
        _scanner = new StructuralScanner(kernel);
        _batch = new RecordBatch(columns.Length);
        _findings = new FindingLog(rules);
        _consistency = new ConsistencyRules(file.Layout);
        _slots = [.. columns.Select((column, index) => new ColumnSlot(column, index, file.Id))];
        _amounts = [.. _slots.Where(slot => slot.Column.Type == ColumnType.Cents).Select(slot => (slot, new AmountTally(slot.Column.Name)))];
        _unparsed = new RowSet[columns.Length];
        _classes = [.. _slots.Select(slot => new RowSet[slot.ClassCount + 1])];
        _rejected = new RejectedRecords(rules, file.Layout);
    }

    /// <summary>Reads the whole chunk. Throws <see cref="InputException"/> when the raw object is shorter than it was when landed.</summary>
    public ChunkRows Run(IObjectReader raw, ChunkRange range, CancellationToken cancellation)
    {
        Reset((int)Math.Min(range.RecordCount, int.MaxValue / 2));
        _recordCount = 0;
        _window.Open(raw, range);
        var consumed = 0;
        while (_window.Advance(_gatherer.Cells.Buffer.Length == 0 ? _window.Buffer : _gatherer.Cells.Buffer, consumed))
        {
            cancellation.ThrowIfCancellationRequested();
            consumed = _scanner.Scan(_window.Buffer, WindowReader.Start, _window.Length, _window.IsEnd);
            BuildWindow(range);
        }

        _sourceHash.Fill(Encoding.ASCII.GetBytes(_file.Sha256), _recordNumbers.RowCount);
        return new ChunkRows(
            _recordCount,
            _recordNumbers.RowCount,
            [.. _slots.Where(slot => slot.Column.Name != ProgramYear).Select(slot => slot.Data), _sourceHash, _recordNumbers, _offsets, _lengths],
            _rejected.TakeAll(),
            [.. _amounts.Select(amount => amount.Tally.Totals)],
            CountFindings());
    }

    private void Reset(int likelyRowCount)
    {
        foreach (var slot in _slots) slot.Reset(likelyRowCount);
        foreach (var (_, tally) in _amounts) tally.Reset();
        _recordNumbers.Reset(likelyRowCount);
        _offsets.Reset(likelyRowCount);
        _lengths.Reset(likelyRowCount);
        _findings.StartChunk();
    }

    private void BuildWindow(ChunkRange range)
    {
        var hasHighBytes = _scanner.HasHighBytes;
        foreach (var slot in _slots)
            if (slot.Text is not null)
                slot.Text.MustCheckUtf8 = hasHighBytes && _file.Encoding == TextEncoding.Utf8;

        _gatherer.Attach(_window.Buffer, _window.ScratchStart);
        _batch.Clear();
        ReadOnlySpan<int> firsts = _scanner.FirstSeparators, cellCounts = _scanner.CellCounts;
        var flags = _scanner.Flags;
        for (var record = 0; record < firsts.Length; record++)
        {
            var number = range.FirstRecordNumber + _recordCount++;
            if (cellCounts[record] == _slots.Length && (flags[record] & (RecordFlags.UnterminatedQuote | RecordFlags.TooLong)) == 0)
            {
                _batch.Add(firsts[record], flags[record], number);
                if (_batch.IsFull) BuildBatch(hasHighBytes);
            }
            else
            {
                RejectUnreadable(number, firsts[record], cellCounts[record], flags[record]);
            }
        }

        if (_batch.Count > 0) BuildBatch(hasHighBytes);
    }

    private void BuildBatch(bool hasHighBytes)
    {
        var allRows = _batch.AllRows;
        var present = _batch.FindPresent(_scanner.EmptyCells);
        _findings.StartBatch();
        Array.Clear(_unparsed);
        _findings.Add(RuleCatalog.StrayQuote, -1, _batch.StrayQuote);
        var mustTranscode = hasHighBytes && _file.Encoding == TextEncoding.Windows1252;
        foreach (var slot in _slots)
        {
            var index = slot.Index;
            if (slot.MissingRule is not null) _findings.Add(slot.MissingRule, index, allRows & ~present[index]);
            if (slot.ClassCount > 0) Array.Clear(_classes[index]);
            if (present[index].IsEmpty) continue;

            var cells = _gatherer.Gather(_scanner.Separators, _batch, index, index == _slots.Length - 1, present[index], mustTranscode);
            if (slot.Text is not null) BuildTexts(slot, cells);
            else BuildNumbers(slot, cells);
        }

        _consistency.Judge(present, _classes, allRows, _findings);
        CommitBatch(present, allRows);
        _batch.Clear();
    }

    private void BuildTexts(ColumnSlot slot, CellBatch cells)
    {
        var broken = slot.Text!.Append(cells);
        for (var i = 0; !broken.IsEmpty && i < cells.Count; i++)
        {
            if (!broken.Contains(cells.Rows[i])) continue;
            for (var verdict = slot.Text.VerdictOf(i); verdict != 0; verdict &= verdict - 1)
                _findings.Add(slot.Text.RuleAt(BitOperations.TrailingZeroCount(verdict)), slot.Index, RowSet.Of(cells.Rows[i]));
        }

        if (slot.ClassCount > 0) ((DictionaryColumnBuilder)slot.Text).FindClasses(cells, _classes[slot.Index]);
    }

    private void BuildNumbers(ColumnSlot slot, CellBatch cells)
    {
        var broken = slot.Number!.Parse(cells);
        _unparsed[slot.Index] = broken;
        _findings.Add(slot.FormatRule!, slot.Index, broken);
        var numbers = slot.Number.Tail(cells.Count);
        foreach (var check in slot.Ranges)
        {
            var outside = default(RowSet);
            for (var i = 0; i < numbers.Length; i++)
                if ((numbers[i] < check.Min || numbers[i] > check.Max) != check.BreaksInside)
                    outside |= RowSet.Of(cells.Rows[i]);
            _findings.Add(check.Rule, slot.Index, outside & ~broken);
        }
    }

    private void CommitBatch(ReadOnlySpan<RowSet> present, RowSet allRows)
    {
        var rejected = _findings.Rejected;
        var accepted = allRows & ~rejected;
        foreach (var (slot, tally) in _amounts)
            tally.Add(slot.Number!.Tail(present[slot.Index].Count), present[slot.Index], _unparsed[slot.Index], rejected);
        var acceptedCount = accepted.Count;
        foreach (var slot in _slots)
        {
            // Two thirds of the columns have no cell in most batches.
            if (present[slot.Index].IsEmpty) slot.AppendNulls(acceptedCount);
            else slot.Commit(present[slot.Index], accepted);
        }

        var separators = _scanner.Separators;
        Span<long> numbers = stackalloc long[acceptedCount], offsets = stackalloc long[acceptedCount], lengths = stackalloc long[acceptedCount];
        var at = 0;
        foreach (var row in accepted)
        {
            var (start, length) = SpanOf(separators, _batch.FirstSeparators[row], _slots.Length);
            (numbers[at], offsets[at], lengths[at++]) = (_batch.RecordNumberOf(row), _window.OffsetBytes + start - WindowReader.Start, length);
        }

        _recordNumbers.Append(numbers);
        _offsets.Append(offsets);
        _lengths.Append(lengths);
        foreach (var row in rejected)
        {
            var (start, length) = SpanOf(separators, _batch.FirstSeparators[row], _slots.Length);
            _rejected.Add(_batch, row, _findings, separators, _gatherer.Cells.Buffer.AsSpan(), start, length, _window.OffsetBytes - WindowReader.Start);
        }
    }

    /// <summary>A record that cannot be taken apart into the file's columns: its amounts cannot be found either.</summary>
    private void RejectUnreadable(long number, int firstSeparator, int cellCount, RecordFlags flags)
    {
        var (start, length) = SpanOf(_scanner.Separators, firstSeparator, cellCount);
        var rules = _rejected.AddUnreadable(number, _window.OffsetBytes + start - WindowReader.Start, _window.Buffer.AsSpan(start, length), cellCount, flags);
        foreach (var rule in rules) _findings.CountOne(rule);
        foreach (var (_, tally) in _amounts) tally.AddUnreadable();
    }

    /// <summary>Where a record stands in the buffer, its line end included; the last record of a file may have none.</summary>
    private (int Start, int Length) SpanOf(ReadOnlySpan<int> separators, int firstSeparator, int cellCount)
    {
        var start = separators[firstSeparator] + 1;
        var end = Math.Min(separators[firstSeparator + cellCount] + 1, WindowReader.Start + _window.Length);
        return (start, end - start);
    }

    private ImmutableSortedDictionary<string, long> CountFindings()
    {
        var counts = ImmutableSortedDictionary.CreateBuilder<string, long>(StringComparer.Ordinal);
        foreach (var rule in RuleCatalog.All)
            if (_findings.Counts[rule.Index] is > 0 and var count)
                counts.Add(rule.Id, count);
        return counts.ToImmutable();
    }
}
