namespace OpenPayments.Ingestion.Columns;

/// <summary>Texts that stand one after another.</summary>
/// <param name="bytes">All of them.</param>
/// <param name="ends">Where each ends in the bytes that <paramref name="origin"/> counts from; one starts where the one before it ends.</param>
public readonly ref struct TextRun(ReadOnlySpan<byte> bytes, ReadOnlySpan<int> ends, int origin)
{
    private readonly ReadOnlySpan<int> _ends = ends;
    private readonly int _origin = origin;

    public ReadOnlySpan<byte> Bytes { get; } = bytes;

    public int Count => _ends.Length;

    public int StartOf(int index) => index == 0 ? 0 : _ends[index - 1] - _origin;

    public int EndOf(int index) => _ends[index] - _origin;
}
