using System.Buffers.Text;
using System.Collections.Immutable;
using OpenPayments.Generator.Defects;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Generator;

/// <summary>Adds up the money columns from the cells as they were written.</summary>
internal sealed class AmountCounter(FileLayout layout)
{
    private readonly int[] _columns = [.. Enumerable.Range(0, layout.Columns.Length).Where(column => layout.Columns[column].Type == ColumnType.Cents)];
    private readonly long[] _good = new long[layout.Columns.Length];
    private readonly long[] _bad = new long[layout.Columns.Length];
    private readonly long[] _unreadable = new long[layout.Columns.Length];

    public void AddGood(RecordBuffer buffer, int[] cellStarts)
    {
        foreach (var column in _columns)
        {
            var start = cellStarts[column];
            if (!TryReadCents(buffer.Written(start)[..(cellStarts[column + 1] - start - 1)], out var cents))
                throw new InvalidOperationException($"The generator wrote an amount into '{layout.Columns[column].Name}' that is none.");
            _good[column] += cents;
        }
    }

    /// <summary>An amount that is missing is not unreadable.</summary>
    public void AddSpoilt(IReadOnlyList<byte[]> cells, Defect defect)
    {
        foreach (var column in _columns)
        {
            if (defect.Extent == DefectExtent.Structure) _unreadable[column]++;
            else if (TryReadCents(cells[column], out var cents)) (defect.IsBad ? _bad : _good)[column] += cents;
            else if (cells[column].AsSpan().Trim((byte)'"').Length > 0) _unreadable[column]++;
        }
    }

    public ImmutableArray<GeneratedAmounts> Totals() =>
        [.. _columns.Select(column => new GeneratedAmounts(layout.Columns[column].Name, _good[column], _bad[column], _unreadable[column]))];

    private static bool TryReadCents(ReadOnlySpan<byte> cell, out long cents)
    {
        cell = cell.Trim((byte)'"');
        cents = 0;
        if (cell.Length < 4 || cell[^3] != '.') return false;
        if (!Utf8Parser.TryParse(cell[..^3], out long dollars, out var used) || used != cell.Length - 3 || dollars >= 10_000_000_000_000_000) return false;
        if (!Utf8Parser.TryParse(cell[^2..], out int rest, out used) || used != 2) return false;
        cents = dollars * 100 + rest;
        return true;
    }
}
