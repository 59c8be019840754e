using System.Runtime.CompilerServices;

namespace OpenPayments.Ingestion.Csv;

/// <summary>Appends up to 64 bits at a time to words, lowest bit first.</summary>
internal unsafe ref struct BitWriter
{
    private ulong* _word;
    private ulong _pending;
    private int _pendingCount;

    /// <summary>Keeps the bits below <paramref name="bitIndex"/>.</summary>
    public BitWriter(ulong* words, int bitIndex)
    {
        _word = words + (bitIndex >> 6);
        _pendingCount = bitIndex & 63;
        _pending = _pendingCount == 0 ? 0 : *_word & ((1UL << _pendingCount) - 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(ulong bits, int count)
    {
        _pending |= bits << _pendingCount;
        var total = _pendingCount + count;
        if (total >= 64)
        {
            *_word++ = _pending;
            // Two shifts, because a shift by 64 would be one by 0.
            _pending = (bits >> 1) >> (63 - _pendingCount);
            total -= 64;
        }

        _pendingCount = total;
    }

    /// <summary>Stores the last, partly filled word.</summary>
    public readonly void Flush() => *_word = _pending;
}
