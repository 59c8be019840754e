using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using OpenPayments.Ingestion.Rules;

namespace OpenPayments.Ingestion.Columns;

/// <summary>
/// Texts as ids of a dictionary, found by an open hash table. Two arrays are read in the common case, in an order that the
/// processor can run ahead of: the slot of the hash, then the text of the entry.
/// </summary>
/// <param name="classes">Texts that rules ask for by position; class i + 1 is <c>classes[i]</c>, class 0 any other text.</param>
internal sealed class DictionaryColumnBuilder(string name, ImmutableArray<TextCheck> checks, ImmutableArray<byte[]> classes = default)
    : TextColumnBuilder(name, checks)
{
    /// <summary>In a slot and in the id taken from it: the text breaks a rule.</summary>
    private const uint BrokenBit = 0x8000_0000;

    private readonly ulong[] _hashes = new ulong[CellBatch.MaxRows];
    private readonly ImmutableArray<byte[]> _classTexts = classes.IsDefault ? [] : classes;

    /// <summary>Upper half: the hash's; lower half: id + 1 with <see cref="BrokenBit"/>; 0 is free. Never more than half full.</summary>
    private ulong[] _slots = new ulong[256];

    /// <summary>Each text behind its length in four bytes, as a Parquet dictionary page has them; padded for whole-word reads.</summary>
    private byte[] _arena = new byte[4096];
    private int _arenaLength;
    private int[] _offsets = new int[128];
    private uint[] _verdicts = new uint[128];
    private byte[] _classes = new byte[128];
    private int _textCount;
    private int[] _ids = new int[4096];
    private int _count;

    public override bool IsDictionary => true;

    public override int ValueCount => _count;

    public override ReadOnlySpan<int> Ids => _ids.AsSpan(0, _count);

    public override int TextCount => _textCount;

    public override ReadOnlySpan<byte> GetText(int index) => TextAt(_offsets[index]);

    public override void Reset()
    {
        ValidityWords.Reset();
        Array.Clear(_slots);
        _arenaLength = _textCount = _count = 0;
    }

    public override ulong Append(CellBatch cells)
    {
        if (_count + CellBatch.MaxRows > _ids.Length) Array.Resize(ref _ids, _ids.Length * 2);
        ref var buffer = ref MemoryMarshal.GetArrayDataReference(cells.Buffer);
        var starts = cells.Starts.AsSpan(0, cells.Count);
        var lengths = cells.Lengths.AsSpan(0, cells.Count);
        for (var i = 0; i < starts.Length; i++)
            _hashes[i] = TextHash.Compute(ref Unsafe.Add(ref buffer, starts[i]), lengths[i]);

        var tail = _ids.AsSpan(_count, starts.Length);
        uint anyBroken = 0;
        for (var i = 0; i < tail.Length; i++)
        {
            var id = FindOrAdd(_hashes[i], ref Unsafe.Add(ref buffer, starts[i]), lengths[i]);
            anyBroken |= id;
            tail[i] = (int)id;
        }

        return (anyBroken & BrokenBit) == 0 ? 0 : TakeBroken(tail, cells);
    }

    public override uint VerdictOf(int cellIndex) => _verdicts[_ids[_count + cellIndex]];

    /// <summary>Rows of the tail whose text is of a class.</summary>
    public ulong RowsOfClass(CellBatch cells, int textClass)
    {
        ulong rows = 0;
        for (var i = 0; i < cells.Count; i++)
            if (_classes[_ids[_count + i]] == textClass)
                rows |= 1UL << cells.Rows[i];
        return rows;
    }

    public override void Commit(ulong present, ulong accepted, ulong allRows)
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
                    _ids[_count++] = _ids[from];
        }

        ValidityWords.Append(BitMask.Extract(present, accepted), BitOperations.PopCount(accepted));
    }

    private static ulong TakeBroken(Span<int> tail, CellBatch cells)
    {
        ulong rows = 0;
        for (var i = 0; i < tail.Length; i++)
        {
            if (tail[i] >= 0) continue;
            tail[i] &= int.MaxValue;
            rows |= 1UL << cells.Rows[i];
        }

        return rows;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint FindOrAdd(ulong hash, ref byte text, int length)
    {
        var slots = _slots;
        var mask = slots.Length - 1;
        for (var at = (int)hash & mask; ; at = (at + 1) & mask)
        {
            var slot = slots[at];
            if (slot == 0) return Add(hash, at, ref text, length);
            if ((slot ^ hash) >> 32 != 0) continue;
            var id = (uint)slot - 1;
            ref var entry = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_arena), _offsets[id & ~BrokenBit]);
            if (Unsafe.ReadUnaligned<int>(ref entry) == length && TextHash.AreEqual(ref Unsafe.Add(ref entry, sizeof(int)), ref text, length)) return id;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private uint Add(ulong hash, int slot, ref byte text, int length)
    {
        var span = MemoryMarshal.CreateReadOnlySpan(ref text, length);
        var verdict = Judge(span);
        var needed = _arenaLength + sizeof(int) + length + CellBatch.PaddingBytes;
        if (needed > _arena.Length) Array.Resize(ref _arena, Math.Max(needed, _arena.Length * 2));
        if (_textCount == _offsets.Length)
        {
            Array.Resize(ref _offsets, _textCount * 2);
            Array.Resize(ref _verdicts, _textCount * 2);
            Array.Resize(ref _classes, _textCount * 2);
        }

        var id = (uint)_textCount++;
        _offsets[id] = _arenaLength;
        _verdicts[id] = verdict;
        _classes[id] = ClassOf(span);
        Unsafe.WriteUnaligned(ref _arena[_arenaLength], length);
        span.CopyTo(_arena.AsSpan(_arenaLength + sizeof(int)));
        _arenaLength += sizeof(int) + length;

        var marked = verdict == 0 ? id : id | BrokenBit;
        _slots[slot] = hash >> 32 << 32 | (marked + 1);
        if (_textCount * 2 > _slots.Length) GrowSlots();
        return marked;
    }

    private void GrowSlots()
    {
        var slots = new ulong[_slots.Length * 4];
        var mask = slots.Length - 1;
        for (var id = 0; id < _textCount; id++)
        {
            ref var entry = ref _arena[_offsets[id]];
            var hash = TextHash.Compute(ref Unsafe.Add(ref entry, sizeof(int)), Unsafe.ReadUnaligned<int>(ref entry));
            var at = (int)hash & mask;
            while (slots[at] != 0) at = (at + 1) & mask;
            var marked = _verdicts[id] == 0 ? (uint)id : (uint)id | BrokenBit;
            slots[at] = hash >> 32 << 32 | (marked + 1);
        }

        _slots = slots;
    }

    private byte ClassOf(ReadOnlySpan<byte> text)
    {
        for (var i = 0; i < _classTexts.Length; i++)
            if (text.SequenceEqual(_classTexts[i]))
                return (byte)(i + 1);
        return 0;
    }

    private ReadOnlySpan<byte> TextAt(int offset) => _arena.AsSpan(offset + sizeof(int), Unsafe.ReadUnaligned<int>(ref _arena[offset]));
}
