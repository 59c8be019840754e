using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OpenPayments.Ingestion.Columns;

/// <summary>
/// Distinct texts and the number of each, found by an open hash table. A batch goes through in short loops, hashes, slots, entries, comparisons:
/// the loads of one loop do not wait for each other, so that a table larger than the cache costs one wait for many texts.
/// </summary>
internal sealed class TextTable
{
    /// <summary>What <see cref="Find"/> says of a text that does not stand in its first slot.</summary>
    public const int NotFound = -1;

    /// <summary>An entry is id, length and text; id and length are read as one word.</summary>
    private const int EntryHeaderBytes = 8;

    /// <summary>Where an entry stands in the arena; 0 is free, as no entry stands at 0. At most a quarter full: nearly every text stands in its first slot.</summary>
    private int[] _slots = new int[256];

    /// <summary>The entries, padded for whole-word reads.</summary>
    private byte[] _arena = CreateArena();
    private int _arenaLength = EntryHeaderBytes;
    private int[] _offsets = new int[128];

    public int Count { get; private set; }

    /// <summary>Of all texts together.</summary>
    public long SizeBytes => _arenaLength - (Count + 1L) * EntryHeaderBytes;

    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            var offset = _offsets[index];
            return _arena.AsSpan(offset + EntryHeaderBytes, Unsafe.ReadUnaligned<int>(ref _arena[offset + sizeof(int)]));
        }
    }

    public void Clear()
    {
        Array.Clear(_slots);
        _arenaLength = EntryHeaderBytes;
        Count = 0;
    }

    /// <summary>
    /// Looks at the first slot of every text. Returns all ids combined by OR: negative when one of them is, be it <see cref="NotFound"/>
    /// or one that was added as negative.
    /// </summary>
    /// <param name="ids">One for each of the texts.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Find(CellBatch texts, Span<int> ids)
    {
        FindCandidates(texts, ids.Length);
        ref var buffer = ref MemoryMarshal.GetArrayDataReference(texts.Buffer);
        ref var arena = ref MemoryMarshal.GetArrayDataReference(_arena);
        var starts = texts.Starts.AsSpan(0, ids.Length);
        var lengths = texts.Lengths.AsSpan(0, ids.Length);
        var candidates = texts.Candidates.AsSpan(0, ids.Length);
        var headers = texts.Headers.AsSpan(0, ids.Length);
        var all = 0;
        for (var i = 0; i < ids.Length; i++)
        {
            var id = (int)headers[i];
            if ((int)(headers[i] >> 32) != lengths[i]
                || !TextHash.AreEqual(ref Unsafe.Add(ref arena, candidates[i] + EntryHeaderBytes), ref Unsafe.Add(ref buffer, starts[i]), lengths[i]))
                id = NotFound;
            all |= id;
            ids[i] = id;
        }

        return all;
    }

    /// <summary>The id of a text of the batch that <see cref="Find"/> looked at last; <see cref="NotFound"/> when it is not in the table, with the slot that is its.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Find(CellBatch texts, int index, out int slot)
    {
        var length = texts.Lengths[index];
        ref var text = ref texts.Buffer[texts.Starts[index]];
        var mask = _slots.Length - 1;
        for (slot = (int)texts.Hashes[index] & mask; _slots[slot] is not 0 and var offset; slot = (slot + 1) & mask)
        {
            ref var entry = ref _arena[offset];
            var header = Unsafe.ReadUnaligned<ulong>(ref entry);
            if ((int)(header >> 32) == length && TextHash.AreEqual(ref Unsafe.Add(ref entry, EntryHeaderBytes), ref text, length)) return (int)header;
        }

        return NotFound;
    }

    /// <summary>Adds a text that is not in the table, in the slot that is its.</summary>
    /// <param name="flags">Bits that its id has besides its number; the lower 31 are the number's.</param>
    public int Add(int slot, ReadOnlySpan<byte> text, int flags)
    {
        var needed = _arenaLength + EntryHeaderBytes + text.Length + CellBatch.PaddingBytes;
        if (needed > _arena.Length) Array.Resize(ref _arena, Math.Max(needed, _arena.Length * 2));
        if (Count == _offsets.Length) Array.Resize(ref _offsets, Count * 2);
        var id = Count | flags;
        _offsets[Count++] = _arenaLength;
        _slots[slot] = _arenaLength;
        Unsafe.WriteUnaligned(ref _arena[_arenaLength], (ulong)text.Length << 32 | (uint)id);
        text.CopyTo(_arena.AsSpan(_arenaLength + EntryHeaderBytes));
        _arenaLength += EntryHeaderBytes + text.Length;
        if (Count * 4 > _slots.Length) GrowSlots();
        return id;
    }

    /// <summary>The header at 0, which free slots lead to, is one that no text has.</summary>
    private static byte[] CreateArena()
    {
        var arena = new byte[4096];
        arena.AsSpan(0, EntryHeaderBytes).Fill(byte.MaxValue);
        return arena;
    }

    /// <summary>For each text the first slot of its hash, and the header of the entry there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FindCandidates(CellBatch texts, int count)
    {
        ref var buffer = ref MemoryMarshal.GetArrayDataReference(texts.Buffer);
        var starts = texts.Starts.AsSpan(0, count);
        var lengths = texts.Lengths.AsSpan(0, count);
        var hashes = texts.Hashes.AsSpan(0, count);
        for (var i = 0; i < hashes.Length; i++)
            hashes[i] = TextHash.Compute(ref Unsafe.Add(ref buffer, starts[i]), lengths[i]);

        ref var slots = ref MemoryMarshal.GetArrayDataReference(_slots);
        var mask = _slots.Length - 1;
        var candidates = texts.Candidates.AsSpan(0, hashes.Length);
        for (var i = 0; i < candidates.Length; i++)
            candidates[i] = Unsafe.Add(ref slots, (int)hashes[i] & mask);

        ref var arena = ref MemoryMarshal.GetArrayDataReference(_arena);
        var headers = texts.Headers.AsSpan(0, candidates.Length);
        for (var i = 0; i < headers.Length; i++)
            headers[i] = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref arena, candidates[i]));
    }

    private void GrowSlots()
    {
        var slots = new int[_slots.Length * 2];
        var mask = slots.Length - 1;
        for (var id = 0; id < Count; id++)
        {
            var text = this[id];
            var at = (int)TextHash.Compute(ref MemoryMarshal.GetReference(text), text.Length) & mask;
            while (slots[at] != 0) at = (at + 1) & mask;
            slots[at] = _offsets[id];
        }

        _slots = slots;
    }
}
