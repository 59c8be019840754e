namespace OpenPayments.Generator;

/// <summary>
/// Spells cells as CSV into one reused buffer. Texts are quoted; empties and amounts are bare as CMS writes them, or
/// quoted like everything else. The caller writes the separators, so that it knows where each cell starts.
/// </summary>
internal sealed class RecordBuffer(Stream output, bool quoteAll)
{
    /// <summary>A record may be this long: the largest is one that holds an overlong field.</summary>
    private const int MaxRecordBytes = 512 << 10;
    private const int FlushBytes = 1 << 20;

    private readonly byte[] _buffer = new byte[FlushBytes + MaxRecordBytes];
    private long _flushedBytes;

    public int Position { get; set; }

    /// <summary>Where the next byte will stand in the file.</summary>
    public long OffsetBytes => _flushedBytes + Position;

    public Span<byte> Written(int start) => _buffer.AsSpan(start, Position - start);

    public void Byte(byte value) => _buffer[Position++] = value;

    public void Raw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_buffer.AsSpan(Position));
        Position += bytes.Length;
    }

    /// <summary>A text from <see cref="Phrase"/>, or nothing.</summary>
    public void Text(byte[]? phrase)
    {
        if (phrase is not null) Raw(phrase);
        else if (quoteAll) Raw("\"\""u8);
    }

    public void Quote() => Byte((byte)'"');

    /// <summary>A whole number as a quoted text, with leading zeros up to a width.</summary>
    public void Digits(long value, int width = 1)
    {
        Quote();
        BareDigits(value, width);
        Quote();
    }

    public void BareDigits(long value, int width = 1)
    {
        var end = Position + CountDigits(value, width);
        for (var at = end - 1; at >= Position; at--)
        {
            _buffer[at] = (byte)('0' + value % 10);
            value /= 10;
        }

        Position = end;
    }

    /// <summary>Dollars with two decimals.</summary>
    public void Money(long cents)
    {
        if (quoteAll) Quote();
        BareDigits(cents / 100);
        Byte((byte)'.');
        BareDigits(cents % 100, 2);
        if (quoteAll) Quote();
    }

    /// <summary>Writes out what has come together once it is worth a call. Only between records.</summary>
    public void FlushWhenFull()
    {
        if (Position >= FlushBytes) Flush();
    }

    public void Flush()
    {
        output.Write(_buffer, 0, Position);
        _flushedBytes += Position;
        Position = 0;
    }

    private static int CountDigits(long value, int least)
    {
        var count = 1;
        for (; value >= 10; value /= 10) count++;
        return Math.Max(count, least);
    }
}
