using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using OpenPayments.Ingestion.Rules;

namespace OpenPayments.Ingestion.Columns;

/// <summary>
/// Texts as ids of a dictionary, found by an open hash table. A batch goes through in three short loops, hash, slots, entries:
/// the loads of one loop do not wait for each other, so that a table larger than the cache costs one wait for many cells.
/// </summary>
/// <param name="classes">Texts that rules ask for by position; class i + 1 is <c>classes[i]</c>, class 0 any other text.</param>
internal sealed class DictionaryColumnBuilder(string name, ImmutableArray<TextCheck> checks, ImmutableArray<byte[]> classes = default)
    : TextColumnBuilder(name, checks)
{
    /// <summary>In an entry's id: the text breaks a rule.</summary>
    private const uint BrokenBit = 0x8000_0000;

    /// <summary>An entry is id, length and text; id and length are read as one word.</summary>
    private const int EntryHeaderBytes = 8;

    private readonly ulong[] _hashes = new ulong[CellBatch.MaxRows];
    private readonly int[] _candidates = new int[CellBatch.MaxRows];
    private readonly ulong[] _headers = new ulong[CellBatch.MaxRows];
    private readonly ImmutableArray<byte[]> _classTexts = classes.IsDefault ? [] : classes;

    /// <summary>Where an entry stands in the arena; 0 is free, as no entry stands at 0. At most a quarter full: nearly every text stands in its first slot.</summary>
    private int[] _slots = new int[256];

    /// <summary>The entries, padded for whole-word reads.</summary>
    private byte[] _arena = CreateArena();
    private int _arenaLength = EntryHeaderBytes;
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

    public override ReadOnlySpan<byte> GetText(int index)
    {
        var offset = _offsets[index];
        return _arena.AsSpan(offset + EntryHeaderBytes, Unsafe.ReadUnaligned<int>(ref _arena[offset + sizeof(int)]));
    }

    public override void Reset()
    {
        ValidityWords.Reset();
        Array.Clear(_slots);
        _arenaLength = EntryHeaderBytes;
        _textCount = _count = 0;
    }

    public override ulong Append(CellBatch cells)
    {
        if (_count + CellBatch.MaxRows > _ids.Length) Array.Resize(ref _ids, _ids.Length * 2);
        var count = cells.Count;
        FindCandidates(cells, count);

        ref var buffer = ref MemoryMarshal.GetArrayDataReference(cells.Buffer);
        var starts = cells.Starts.AsSpan(0, count);
        var lengths = cells.Lengths.AsSpan(0, count);
        var tail = _ids.AsSpan(_count, count);
        uint anyBroken = 0;
        for (var i = 0; i < tail.Length; i++)
        {
            ref var text = ref Unsafe.Add(ref buffer, starts[i]);
            var header = _headers[i];
            var id = (uint)header;
            if ((int)(header >> 32) != lengths[i]
                || !TextHash.AreEqual(ref Unsafe.Add(ref EntryOf(_candidates[i]), EntryHeaderBytes), ref text, lengths[i]))
                id = FindOrAdd(_hashes[i], ref text, lengths[i]);
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

    /// <summary>The header at 0, which free slots lead to, is one that no text has.</summary>
    private static byte[] CreateArena()
    {
        var arena = new byte[4096];
        arena.AsSpan(0, EntryHeaderBytes).Fill(byte.MaxValue);
        return arena;
    }

    /// <summary>For each cell the first slot of its hash, and the header of the entry there; a free slot leads to the header at 0, which fits no cell.</summary>
    private void FindCandidates(CellBatch cells, int count)
    {
        ref var buffer = ref MemoryMarshal.GetArrayDataReference(cells.Buffer);
        var starts = cells.Starts.AsSpan(0, count);
        var lengths = cells.Lengths.AsSpan(0, count);
        var hashes = _hashes.AsSpan(0, count);
        for (var i = 0; i < hashes.Length; i++)
            hashes[i] = TextHash.Compute(ref Unsafe.Add(ref buffer, starts[i]), lengths[i]);

        ref var slots = ref MemoryMarshal.GetArrayDataReference(_slots);
        var mask = _slots.Length - 1;
        var candidates = _candidates.AsSpan(0, hashes.Length);
        for (var i = 0; i < candidates.Length; i++)
            candidates[i] = Unsafe.Add(ref slots, (int)hashes[i] & mask);

        var headers = _headers.AsSpan(0, candidates.Length);
        for (var i = 0; i < headers.Length; i++)
            headers[i] = Unsafe.ReadUnaligned<ulong>(ref EntryOf(candidates[i]));
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
    private ref byte EntryOf(int slot) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_arena), slot);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private uint FindOrAdd(ulong hash, ref byte text, int length)
    {
        var mask = _slots.Length - 1;
        for (var at = (int)hash & mask; ; at = (at + 1) & mask)
        {
            var slot = _slots[at];
            if (slot == 0) return Add(at, MemoryMarshal.CreateReadOnlySpan(ref text, length), Judge(ref text, length));
            ref var entry = ref EntryOf(slot);
            var header = Unsafe.ReadUnaligned<ulong>(ref entry);
            if ((int)(header >> 32) == length && TextHash.AreEqual(ref Unsafe.Add(ref entry, EntryHeaderBytes), ref text, length)) return (uint)header;
        }
    }

    private uint Add(int slot, ReadOnlySpan<byte> text, uint verdict)
    {
        var needed = _arenaLength + EntryHeaderBytes + text.Length + CellBatch.PaddingBytes;
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
        _classes[id] = ClassOf(text);
        if (verdict != 0) id |= BrokenBit;
        _slots[slot] = _arenaLength;
        Unsafe.WriteUnaligned(ref _arena[_arenaLength], (ulong)text.Length << 32 | id);
        text.CopyTo(_arena.AsSpan(_arenaLength + EntryHeaderBytes));
        _arenaLength += EntryHeaderBytes + text.Length;
        if (_textCount * 4 > _slots.Length) GrowSlots();
        return id;
    }

    private void GrowSlots()
    {
        var slots = new int[_slots.Length * 2];
        var mask = slots.Length - 1;
        for (var id = 0; id < _textCount; id++)
        {
            var text = GetText(id);
            var hash = TextHash.Compute(ref MemoryMarshal.GetReference(text), text.Length);
            var at = (int)hash & mask;
            while (slots[at] != 0) at = (at + 1) & mask;
            slots[at] = _offsets[id];
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
}
