namespace OpenPayments.Ingestion.Columns;

/// <summary>Texts that stand one after another.</summary>
/// <param name="bytes">All of them.</param>
/// <param name="ends">Where each ends in the bytes that <paramref name="origin"/> counts from; one starts where the one before it ends.</param>
public readonly ref struct TextRun(ReadOnlySpan<byte> bytes, ReadOnlySpan<int> ends, int origin)
{
    public ReadOnlySpan<byte> Bytes { get; } = bytes;

    public ReadOnlySpan<int> Ends { get; } = ends;

    public int Origin { get; } = origin;

    public int Count => Ends.Length;

    public int StartOf(int index) => index == 0 ? 0 : Ends[index - 1] - Origin;

    public int EndOf(int index) => Ends[index] - Origin;
}
