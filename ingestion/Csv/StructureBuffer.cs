namespace OpenPayments.Ingestion.Csv;

/// <summary>Where the kernels put what they find in one window: separators, empty bits, records. Reused from window to window.</summary>
internal sealed class StructureBuffer
{
    /// <summary>A kernel may write this many positions past the ones that count.</summary>
    public const int SlackPositions = 64;

    /// <summary>Readers may load 64 bits at any cell, and several words ahead, without looking at the end.</summary>
    private const int SlackWords = 8;

    public int[] Separators = [];
    public int SeparatorCount;

    /// <summary>Bit k belongs to the cell closed by separator k + 1. Bits at and above the last cell are garbage until <see cref="Seal"/>.</summary>
    public ulong[] EmptyCells = [];

    public int[] FirstSeparators = new int[1024];
    public int[] CellCounts = new int[1024];
    public RecordFlags[] Flags = new RecordFlags[1024];
    public int RecordCount;
    public int BlankLineCount;
    public bool HasHighBytes;

    /// <summary>Every byte of a window may be a separator, and a virtual one stands before its first byte and may stand at its end.</summary>
    public void Reset(int offset, int length)
    {
        var positions = length + 2 + SlackPositions;
        if (Separators.Length < positions)
        {
            Separators = GC.AllocateUninitializedArray<int>(positions);
            EmptyCells = GC.AllocateUninitializedArray<ulong>(positions / 64 + 2 + SlackWords);
        }

        Separators[0] = offset - 1;
        SeparatorCount = 1;
        RecordCount = 0;
        BlankLineCount = 0;
        HasHighBytes = false;
    }

    public void AddSeparator(int position, bool closesEmptyCell)
    {
        var cell = SeparatorCount - 1;
        ref var word = ref EmptyCells[cell >> 6];
        var bit = 1UL << (cell & 63);
        word = (word & (bit - 1)) | (closesEmptyCell ? bit : 0);
        Separators[SeparatorCount++] = position;
    }

    public void AddRecord(int firstSeparator, int cellCount, RecordFlags flags)
    {
        if (RecordCount == Flags.Length) GrowRecords();
        FirstSeparators[RecordCount] = firstSeparator;
        CellCounts[RecordCount] = cellCount;
        Flags[RecordCount++] = flags;
    }

    /// <summary>Zeroes the empty bits past the last cell.</summary>
    public void Seal()
    {
        var cells = SeparatorCount - 1;
        EmptyCells[cells >> 6] &= (1UL << (cells & 63)) - 1;
        EmptyCells.AsSpan((cells >> 6) + 1, SlackWords).Clear();
    }

    private void GrowRecords()
    {
        var capacity = RecordCount * 2;
        Array.Resize(ref FirstSeparators, capacity);
        Array.Resize(ref CellCounts, capacity);
        Array.Resize(ref Flags, capacity);
    }
}
