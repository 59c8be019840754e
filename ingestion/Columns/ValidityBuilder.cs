using System.Numerics;
using System.Runtime.CompilerServices;

namespace OpenPayments.Ingestion.Columns;

/// <summary>A bitmap that grows batch by batch. Bits past the last row stay zero.</summary>
internal sealed class ValidityBuilder
{
    private ulong[] _words = new ulong[64];

    public int RowCount { get; private set; }

    public ReadOnlySpan<ulong> Words => _words.AsSpan(0, (RowCount + 63) >> 6);

    public void Reset()
    {
        Array.Clear(_words, 0, (RowCount + 63) >> 6);
        RowCount = 0;
    }

    /// <summary>Adds the accepted rows of a batch.</summary>
    /// <param name="present">Those that have a value, and others.</param>
    public void Append(RowSet present, RowSet accepted)
    {
        for (var word = 0; word < RowSet.WordCount; word++)
            Append(BitMask.Extract(present[word], accepted[word]), BitOperations.PopCount(accepted[word]));
    }

    /// <param name="bits">One bit a row, lowest first; bits past <paramref name="rowCount"/> are zero.</param>
    public void Append(ulong bits, int rowCount)
    {
        int word = RowCount >> 6, shift = RowCount & 63;
        AppendNulls(rowCount);
        _words[word] |= bits << shift;
        // Two shifts, because a shift by 64 would be one by 0.
        _words[word + 1] |= bits >> 1 >> (63 - shift);
    }

    /// <summary>Adds rows of one batch that have no value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AppendNulls(int rowCount)
    {
        RowCount += rowCount;
        if ((RowCount >> 6) + 1 >= _words.Length) Array.Resize(ref _words, _words.Length * 2);
    }
}
