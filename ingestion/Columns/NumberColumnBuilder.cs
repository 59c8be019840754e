using System.Numerics;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Ingestion.Columns;

/// <summary>
/// Builds a column of numbers. A batch is parsed to a tentative tail first; committing keeps of it what belongs to accepted rows.
/// </summary>
internal sealed class NumberColumnBuilder(string name, ColumnType type) : NumberColumnData(name, type)
{
    private readonly ValidityBuilder _validity = new();
    private long[] _values = new long[4096];
    private int _count;

    public override int RowCount => _validity.RowCount;

    public override int ValueCount => _count;

    public override ReadOnlySpan<ulong> Validity => _validity.Words;

    public override ReadOnlySpan<long> Values => _values.AsSpan(0, _count);

    /// <summary>The numbers of the batch parsed last, one for each cell of it.</summary>
    public ReadOnlySpan<long> Tail(int cellCount) => _values.AsSpan(_count, cellCount);

    public void Reset()
    {
        _validity.Reset();
        _count = 0;
    }

    /// <summary>Parses the cells to the tail and returns the rows whose cell is not of the column's type.</summary>
    public ulong Parse(CellBatch cells)
    {
        EnsureRoom();
        var tail = _values.AsSpan(_count, cells.Count);
        ulong broken = 0;
        for (var i = 0; i < tail.Length; i++)
        {
            var isNumber = Type switch
            {
                ColumnType.Cents => TryParseShortCents(cells.Buffer, cells.Starts[i], cells.Lengths[i], out tail[i]) || NumberText.TryParseCents(cells[i], out tail[i]),
                ColumnType.Date => NumberText.TryParseDate(cells[i], out tail[i]),
                _ => TryParseDigits(cells.Buffer, cells.Starts[i], cells.Lengths[i], out tail[i]) || NumberText.TryParseInt32(cells[i], out tail[i]),
            };
            if (!isNumber) broken |= 1UL << cells.Rows[i];
        }

        return broken;
    }

    /// <summary>Adds rows of a batch in which the column has no cell.</summary>
    public void AppendNulls(int rowCount) => _validity.AppendNulls(rowCount);

    /// <summary>Takes the tail over for the accepted rows.</summary>
    /// <param name="present">Rows of the batch that have a cell.</param>
    public void Commit(ulong present, ulong accepted, ulong allRows)
    {
        if (accepted == allRows)
        {
            _count += BitOperations.PopCount(present);
        }
        else
        {
            var from = _count;
            for (var rows = present; rows != 0; rows &= rows - 1, from++)
                if ((accepted & rows & (~rows + 1)) != 0)
                    _values[_count++] = _values[from];
        }

        _validity.Append(BitMask.Extract(present, accepted), BitOperations.PopCount(accepted));
    }

    /// <summary>Adds one row that has a value.</summary>
    public void Append(long value)
    {
        EnsureRoom();
        _values[_count++] = value;
        _validity.Append(1, 1);
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

    private void EnsureRoom()
    {
        if (_count + CellBatch.MaxRows > _values.Length) Array.Resize(ref _values, _values.Length * 2);
    }
}
