namespace OpenPayments.Ingestion.Columns;

/// <summary>A bitmap that grows by up to 64 rows at a time. Bits past the last row stay zero.</summary>
internal sealed class ValidityBuilder
{
    private ulong[] _words = new ulong[64];

    public int RowCount { get; private set; }

    public ReadOnlySpan<ulong> Words => _words.AsSpan(0, (RowCount + 63) >> 6);

    public void Reset()
    {
        RowCount = 0;
        _words[0] = 0;
    }

    /// <param name="bits">One bit a row, lowest first; bits past <paramref name="rowCount"/> are zero.</param>
    public void Append(ulong bits, int rowCount)
    {
        int word = RowCount >> 6, shift = RowCount & 63;
        if (word + 2 > _words.Length) Array.Resize(ref _words, _words.Length * 2);
        if (shift == 0)
        {
            _words[word] = bits;
        }
        else
        {
            _words[word] |= bits << shift;
            _words[word + 1] = bits >> (64 - shift);
        }

        RowCount += rowCount;
    }
}
