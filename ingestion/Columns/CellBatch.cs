namespace OpenPayments.Ingestion.Columns;

/// <summary>The present cells of one column in a batch of records: where each value stands, quotes stripped and escapes resolved.</summary>
/// <remarks>Values may be read up to <see cref="PaddingBytes"/> before their start and past their end.</remarks>
internal sealed class CellBatch
{
    public const int PaddingBytes = 64;

    /// <summary>The bytes that the cells are in.</summary>
    public byte[] Buffer { get; set; } = [];

    public int Count { get; set; }

    public int[] Starts { get; } = new int[RowSet.MaxRows];

    public int[] Lengths { get; } = new int[RowSet.MaxRows];

    /// <summary>Row of each cell in the batch.</summary>
    public byte[] Rows { get; } = new byte[RowSet.MaxRows];

    // What a lookup of these cells leaves between its steps stands here and not in each column's table: it stays in the nearest cache.
    public uint[] Hashes { get; private init; } = new uint[RowSet.MaxRows];

    public int[] Candidates { get; private init; } = new int[RowSet.MaxRows];

    public ulong[] Headers { get; private init; } = new ulong[RowSet.MaxRows];

    /// <summary>One cell of each run of equal cells, when a column was looked through for them.</summary>
    public CellBatch Heads => field ??= new CellBatch { Hashes = Hashes, Candidates = Candidates, Headers = Headers };

    /// <summary>For each cell the number of its run.</summary>
    public byte[] HeadOf { get; } = new byte[RowSet.MaxRows];

    public ReadOnlySpan<byte> this[int index] => Buffer.AsSpan(Starts[index], Lengths[index]);
}
