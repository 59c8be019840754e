using OpenPayments.Ingestion.Columns;
using OpenPayments.Ingestion.Csv;
using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Chunks;

/// <summary>
/// Reads a chunk window by window into one buffer: padding, the window, padding, then room for decoded cells. What a scan
/// leaves over moves to the front of the next window. Windows are small enough that the text is still in the processor's
/// cache when columns are built from it.
/// </summary>
internal sealed class WindowReader(int windowBytes)
{
    /// <summary>What one core's second-level cache holds beside the dictionaries.</summary>
    public const int DefaultWindowBytes = 512 << 10;

    private const int ScratchBytes = 64 << 10;

    private IObjectReader? _reader;
    private long _nextOffset;
    private long _endOffset;
    private int _windowCapacity = windowBytes;

    public byte[] Buffer { get; private set; } = new byte[BufferSize(windowBytes)];

    /// <summary>Where the window begins in the buffer.</summary>
    public static int Start => CellBatch.PaddingBytes;

    public int Length { get; private set; }

    /// <summary>Where the window begins in the file.</summary>
    public long OffsetBytes { get; private set; }

    public bool IsEnd => _nextOffset == _endOffset;

    public int ScratchStart => Start + _windowCapacity + StructuralScanner.PaddingBytes;

    public void Open(IObjectReader reader, ChunkRange range)
    {
        _reader = reader;
        reader.Announce(range.OffsetBytes, range.LengthBytes);
        OffsetBytes = _nextOffset = range.OffsetBytes;
        _endOffset = range.EndBytes;
        Length = 0;
    }

    /// <summary>Drops what was consumed and reads on behind the rest. False when the chunk is used up.</summary>
    /// <param name="buffer">The buffer as it is now: decoding may have made it longer.</param>
    public bool Advance(byte[] buffer, int consumedBytes)
    {
        Buffer = buffer;
        if (IsEnd && consumedBytes == Length) return false;
        if (consumedBytes == 0 && Length == _windowCapacity) Grow();

        var rest = Length - consumedBytes;
        Buffer.AsSpan(Start + consumedBytes, rest).CopyTo(Buffer.AsSpan(Start));
        OffsetBytes += consumedBytes;
        var wanted = (int)Math.Min(_windowCapacity - rest, _endOffset - _nextOffset);
        var got = _reader!.Read(_nextOffset, Buffer.AsSpan(Start + rest, wanted));
        if (got < wanted) throw RawIsShorter(_nextOffset + got, _endOffset);
        _nextOffset += got;
        Length = rest + got;
        return true;
    }

    private static InputException RawIsShorter(long endBytes, long expectedEndBytes) => new(
        $"The raw object ends at byte {endBytes:N0}, before the chunk that should reach to byte {expectedEndBytes:N0}: it is not what was landed. Run `openpayments verify`, then ingest its source again with --force.");

    /// <summary>A record did not fit: landing let none pass that is longer than <see cref="CsvLimits.MaxLineBytes"/>.</summary>
    private void Grow()
    {
        _windowCapacity *= 2;
        var buffer = new byte[BufferSize(_windowCapacity)];
        Buffer.AsSpan(0, Start + Length).CopyTo(buffer);
        Buffer = buffer;
    }

    private static int BufferSize(int windowCapacity) => CellBatch.PaddingBytes + windowCapacity + StructuralScanner.PaddingBytes + ScratchBytes;
}
