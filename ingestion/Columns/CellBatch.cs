namespace OpenPayments.Ingestion.Columns;

/// <summary>The present cells of one column in up to 64 records: where each value stands, quotes stripped and escapes resolved.</summary>
/// <remarks>Values may be read up to <see cref="PaddingBytes"/> before their start and past their end.</remarks>
internal sealed class CellBatch
{
    public const int MaxRows = 64;

    public const int PaddingBytes = 64;

    /// <summary>The bytes that the cells are in.</summary>
    public byte[] Buffer { get; set; } = [];

    public int Count { get; set; }

    public int[] Starts { get; } = new int[MaxRows];

    public int[] Lengths { get; } = new int[MaxRows];

    /// <summary>Row of each cell in the batch.</summary>
    public byte[] Rows { get; } = new byte[MaxRows];

    // What a lookup of these cells leaves between its steps stands here and not in each column's table: it stays in the nearest cache.
    public uint[] Hashes { get; } = new uint[MaxRows];

    public int[] Candidates { get; } = new int[MaxRows];

    public ulong[] Headers { get; } = new ulong[MaxRows];

    public ReadOnlySpan<byte> this[int index] => Buffer.AsSpan(Starts[index], Lengths[index]);
}
