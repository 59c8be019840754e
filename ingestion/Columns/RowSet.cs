using System.Numerics;
using System.Runtime.Intrinsics;

namespace OpenPayments.Ingestion.Columns;

/// <summary>Some of the rows of a batch, a bit each.</summary>
internal readonly struct RowSet(Vector256<ulong> words)
{
    /// <summary>As many as a batch has: enough that what a column costs once a batch is little, few enough that a batch stays in the nearest caches.</summary>
    public const int MaxRows = 256;

    public const int WordRows = 64;

    public const int WordCount = MaxRows / WordRows;

    private readonly Vector256<ulong> _words = words;

    public RowSet(ReadOnlySpan<ulong> words)
        : this(Vector256.Create(words))
    {
    }

    public bool IsEmpty => _words == Vector256<ulong>.Zero;

    public int Count => BitOperations.PopCount(this[0]) + BitOperations.PopCount(this[1]) + BitOperations.PopCount(this[2]) + BitOperations.PopCount(this[3]);

    /// <summary>Sixty-four rows, the first of them in the lowest bit.</summary>
    public ulong this[int word] => _words.GetElement(word);

    public static RowSet operator &(RowSet left, RowSet right) => new(left._words & right._words);

    public static RowSet operator |(RowSet left, RowSet right) => new(left._words | right._words);

    /// <summary>Rows past the end of a shorter batch included.</summary>
    public static RowSet operator ~(RowSet rows) => new(~rows._words);

    public static RowSet Of(int row) => new(Vector256<ulong>.Zero.WithElement(row / WordRows, 1UL << row));

    public static RowSet First(int count) => new(Vector256.Create(FirstOfWord(count, 0), FirstOfWord(count, 1), FirstOfWord(count, 2), FirstOfWord(count, 3)));

    public bool Contains(int row) => (this[row / WordRows] >> row & 1) != 0;

    /// <summary>How many of the rows stand before one.</summary>
    public int CountBefore(int row)
    {
        var count = BitOperations.PopCount(this[row / WordRows] & BitMask.Low(row % WordRows));
        for (var word = 0; word < row / WordRows; word++) count += BitOperations.PopCount(this[word]);
        return count;
    }

    /// <summary>Of values of these rows, one each, moves those of accepted rows to the front; returns how many they are.</summary>
    public int Keep<T>(Span<T> values, RowSet accepted)
    {
        int kept = 0, from = 0;
        foreach (var row in this & ~accepted)
        {
            var dropped = CountBefore(row);
            values[from..dropped].CopyTo(values[kept..]);
            kept += dropped - from;
            from = dropped + 1;
        }

        if (kept < from) values[from..].CopyTo(values[kept..]);
        return kept + values.Length - from;
    }

    /// <summary>The rows in order.</summary>
    public Enumerator GetEnumerator() => new(this);

    private static ulong FirstOfWord(int count, int word) => BitMask.Low(Math.Max(count - word * WordRows, 0));

    internal struct Enumerator(RowSet rows)
    {
        private int _word;
        private ulong _rest = rows[0];

        public int Current { get; private set; }

        public bool MoveNext()
        {
            while (_rest == 0)
            {
                if (++_word == WordCount) return false;
                _rest = rows[_word];
            }

            Current = _word * WordRows + BitOperations.TrailingZeroCount(_rest);
            _rest &= _rest - 1;
            return true;
        }
    }
}
