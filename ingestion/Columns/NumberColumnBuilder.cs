using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Ingestion.Columns;

/// <summary>
/// Builds a column of numbers. A batch is parsed to a tentative tail first; committing keeps of it what belongs to accepted rows.
/// </summary>
internal sealed class NumberColumnBuilder(string name, ColumnType type) : NumberColumnData(name, type)
{
    private readonly ValidityBuilder _validity = new();
    private readonly CellRuns _runs = new();
    private long[] _values = new long[4096];
    private int _count;
    private int _likelyCount;

    public override int RowCount => _validity.RowCount;

    public override int ValueCount => _count;

    public override ReadOnlySpan<ulong> Validity => _validity.Words;

    public override ReadOnlySpan<long> Values => _values.AsSpan(0, _count);

    /// <summary>The numbers of the batch parsed last, one for each cell of it.</summary>
    public Span<long> Tail(int cellCount) => _values.AsSpan(_count, cellCount);

    /// <param name="likelyRowCount">So many rows will be appended, unless some are rejected.</param>
    public void Reset(int likelyRowCount)
    {
        _validity.Reset();
        _count = 0;
        _likelyCount = likelyRowCount + RowSet.MaxRows;
    }

    /// <summary>Parses the cells to the tail and returns the rows whose cell is not of the column's type.</summary>
    public RowSet Parse(CellBatch cells)
    {
        EnsureRoom(cells.Count);
        var tail = Tail(cells.Count);
        if (_runs.FindHeads(cells) is not { } heads) return Parse(cells, tail);
        var broken = Parse(heads, tail[..heads.Count]);
        CellRuns.Spread(cells, tail);
        return CellRuns.Spread(cells, broken);
    }

    private RowSet Parse(CellBatch cells, Span<long> tail)
    {
        var broken = default(RowSet);
        for (var i = 0; i < tail.Length; i++)
        {
            var isNumber = Type switch
            {
                ColumnType.Cents => TryParseShortCents(cells.Buffer, cells.Starts[i], cells.Lengths[i], out tail[i]) || NumberText.TryParseCents(cells[i], out tail[i]),
                ColumnType.Date => NumberText.TryParseDate(cells[i], out tail[i]),
                _ => TryParseDigits(cells.Buffer, cells.Starts[i], cells.Lengths[i], out tail[i]) || NumberText.TryParseInt32(cells[i], out tail[i]),
            };
            if (!isNumber) broken |= RowSet.Of(cells.Rows[i]);
        }

        return broken;
    }

    /// <summary>Adds rows of a batch in which the column has no cell.</summary>
    public void AppendNulls(int rowCount) => _validity.AppendNulls(rowCount);

    /// <summary>Takes the tail over for the accepted rows.</summary>
    /// <param name="present">Rows of the batch that have a cell.</param>
    public void Commit(RowSet present, RowSet accepted)
    {
        _count += present.Keep(Tail(present.Count), accepted);
        _validity.Append(present, accepted);
    }

    /// <summary>Adds rows that all have a value.</summary>
    public void Append(ReadOnlySpan<long> values)
    {
        EnsureRoom(values.Length);
        values.CopyTo(_values.AsSpan(_count));
        _count += values.Length;
        for (var rest = values.Length; rest > 0; rest -= RowSet.WordRows)
            _validity.Append(BitMask.Low(rest), Math.Min(rest, RowSet.WordRows));
    }

    /// <summary>Nearly all amounts: up to eight digits, a point, two digits.</summary>
    private static bool TryParseShortCents(byte[] buffer, int start, int length, out long cents)
    {
        const int Decimals = 2;
        var point = length - Decimals - 1;
        if (!TryParseDigits(buffer, start, point, out cents)) return false;
        uint tenths = buffer[start + point + 1] - (uint)'0', hundredths = buffer[start + point + 2] - (uint)'0';
        cents = cents * 100 + tenths * 10 + hundredths;
        return buffer[start + point] == '.' && tenths <= 9 && hundredths <= 9;
    }

    private static bool TryParseDigits(byte[] buffer, int start, int length, out long number)
    {
        number = 0;
        if ((uint)(length - 1) >= DigitRun.MaxLength) return false;
        var isNumber = DigitRun.TryParse(buffer.AsSpan(start + length - DigitRun.MaxLength, DigitRun.MaxLength), length, out var value);
        number = value;
        return isNumber;
    }

    private void EnsureRoom(int count) => Scratch.Grow(ref _values, _count, _count + count, _likelyCount);
}
