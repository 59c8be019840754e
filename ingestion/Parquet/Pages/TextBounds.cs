using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace OpenPayments.Ingestion.Parquet.Pages;

/// <summary>
/// The first and the last of some texts in the order of their bytes. Most comparisons end at the first eight bytes, kept as
/// one number.
/// </summary>
internal ref struct TextBounds
{
    /// <summary>Longer bounds are cut, since every reader of the footer pays for them.</summary>
    private const int MaxSizeBytes = 64;

    private ReadOnlySpan<byte> _min;
    private ReadOnlySpan<byte> _max;
    private ulong _minKey;
    private ulong _maxKey;
    private bool _hasAny;

    /// <summary>Uncut; meaningful once there is a text.</summary>
    public readonly ReadOnlySpan<byte> Min => _min;

    public readonly ReadOnlySpan<byte> Max => _max;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ReadOnlySpan<byte> text) => Add(text, text.Length >= sizeof(ulong) ? BinaryPrimitives.ReadUInt64BigEndian(text) : KeyOf(text));

    /// <summary>Adds one of the texts that stand in <paramref name="bytes"/>: where others follow it, its first bytes are read at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ReadOnlySpan<byte> bytes, int start, int end)
    {
        var text = bytes[start..end];
        var key = bytes.Length - start >= sizeof(ulong) ? BinaryPrimitives.ReadUInt64BigEndian(bytes[start..]) & FirstBytes(text.Length) : KeyOf(text);
        Add(text, key);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Add(ReadOnlySpan<byte> text, ulong key)
    {
        if (key <= _minKey || key >= _maxKey) Widen(text, key);
    }

    private void Widen(ReadOnlySpan<byte> text, ulong key)
    {
        if (!_hasAny)
        {
            _min = _max = text;
            _minKey = _maxKey = key;
            _hasAny = true;
            return;
        }

        if (key <= _minKey && (key < _minKey || Compare(text, _min) < 0))
        {
            _min = text;
            _minKey = key;
        }
        else if (key >= _maxKey && (key > _maxKey || Compare(text, _max) > 0))
        {
            _max = text;
            _maxKey = key;
        }
    }

    public readonly ValueBounds? ToBounds()
    {
        if (!_hasAny) return null;
        var isMinExact = _min.Length <= MaxSizeBytes;
        var isMaxExact = _max.Length <= MaxSizeBytes;
        return new ValueBounds(
            (isMinExact ? _min : _min[..CutOf(_min)]).ToArray(),
            isMinExact,
            isMaxExact ? _max.ToArray() : Above(_max[..CutOf(_max)]),
            isMaxExact);
    }

    /// <summary>Of texts that start with the same eight bytes. In a column of ascending ids neighbours do, and the last eight tell.</summary>
    private static int Compare(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) =>
        left.Length == right.Length && left.Length is >= sizeof(ulong) and <= 2 * sizeof(ulong)
            ? BinaryPrimitives.ReadUInt64BigEndian(left[^sizeof(ulong)..]).CompareTo(BinaryPrimitives.ReadUInt64BigEndian(right[^sizeof(ulong)..]))
            : left.SequenceCompareTo(right);

    private static ulong FirstBytes(int count) => count >= sizeof(ulong) ? ulong.MaxValue : ~(ulong.MaxValue >> (8 * count));

    /// <summary>The first eight bytes as a number in their order; what is missing counts as zero.</summary>
    private static ulong KeyOf(ReadOnlySpan<byte> text)
    {
        if (text.Length >= sizeof(ulong)) return BinaryPrimitives.ReadUInt64BigEndian(text);
        if (text.Length >= sizeof(uint))
        {
            // The last four bytes, less those that are among the first four.
            var last = (ulong)BinaryPrimitives.ReadUInt32BigEndian(text[^sizeof(uint)..]) << (8 * (sizeof(ulong) - text.Length));
            return (ulong)BinaryPrimitives.ReadUInt32BigEndian(text) << 32 | (uint)last;
        }

        ulong key = 0;
        foreach (var value in text)
            key = key << 8 | value;
        return text.IsEmpty ? 0 : key << (8 * (sizeof(ulong) - text.Length));
    }

    /// <summary>Where to cut so that no character is split.</summary>
    private static int CutOf(ReadOnlySpan<byte> text)
    {
        var end = MaxSizeBytes;
        while ((text[end] & 0xC0) == 0x80) end--;
        return end;
    }

    /// <summary>
    /// The shortest text above all that start with this one: its last ASCII character raised by one, what follows it dropped.
    /// Null when there is no such character.
    /// </summary>
    private static byte[]? Above(ReadOnlySpan<byte> start)
    {
        var last = start.LastIndexOfAnyInRange((byte)0, (byte)0x7E);
        if (last < 0) return null;
        var above = start[..(last + 1)].ToArray();
        above[last]++;
        return above;
    }
}
