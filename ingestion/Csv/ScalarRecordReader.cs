namespace OpenPayments.Ingestion.Csv;

/// <summary>
/// The reference for what a record is, one byte at a time; the vector kernel hands it every record that is not plainly
/// clean. A record is read by strict RFC 4180 first. When that fails it is broken, and then it is exactly one physical
/// line, split as well as one can: so damage never reaches past the line in which it stands.
/// </summary>
internal static class ScalarRecordReader
{
    private const byte Quote = (byte)'"', Comma = (byte)',', LineFeed = (byte)'\n', CarriageReturn = (byte)'\r';

    /// <summary>Returned when the bytes end before the record does.</summary>
    public const int Incomplete = -1;

    private const int Broken = -2;

    /// <summary>Reads the record or blank line at <paramref name="start"/>; returns where the next one starts, or <see cref="Incomplete"/>.</summary>
    public static int Read(ReadOnlySpan<byte> bytes, int start, bool isEnd, StructureBuffer output)
    {
        var mark = output.SeparatorCount;
        var next = ReadStrict(bytes, start, isEnd, output, out var flags);
        if (next == Broken)
        {
            output.SeparatorCount = mark;
            next = ReadLine(bytes, start, isEnd, output, out flags);
        }

        if (next == Incomplete)
        {
            output.SeparatorCount = mark;
            return Incomplete;
        }

        var contentLength = next - start - LineEndLength(bytes[start..next]);
        if (contentLength == 0)
        {
            output.BlankLineCount++;
            return next;
        }

        if (next - start > CsvLimits.MaxRecordBytes) flags |= RecordFlags.TooLong;
        if (LineEndLength(bytes[start..next]) == 2) flags |= RecordFlags.CarriageReturn;
        output.AddRecord(mark - 1, output.SeparatorCount - mark, flags);
        return next;
    }

    /// <summary>0 at the end of input, 1 for LF, 2 for CRLF.</summary>
    private static int LineEndLength(ReadOnlySpan<byte> record) => record switch
    {
        [.., CarriageReturn, LineFeed] => 2,
        [.., LineFeed] => 1,
        _ => 0,
    };

    private static int ReadStrict(ReadOnlySpan<byte> bytes, int start, bool isEnd, StructureBuffer output, out RecordFlags flags)
    {
        flags = RecordFlags.None;
        var spansLines = false;
        var position = start;
        while (true)
        {
            var fieldStart = position;
            int fieldEnd;
            if (position < bytes.Length && bytes[position] == Quote)
            {
                position = fieldEnd = SkipQuoted(bytes, position + 1, start, ref spansLines, ref flags);
                if (position < 0) return isEnd ? Broken : position;
                if (position < bytes.Length && bytes[position] == CarriageReturn)
                {
                    position++;
                    if (position == bytes.Length ? isEnd : bytes[position] != LineFeed) return Broken;
                }
            }
            else
            {
                for (; position < bytes.Length && bytes[position] is not (Comma or LineFeed); position++)
                    if (bytes[position] == Quote)
                        return Broken;
                var endsInCrLf = position > fieldStart && position < bytes.Length && bytes[position] == LineFeed && bytes[position - 1] == CarriageReturn;
                fieldEnd = endsInCrLf ? position - 1 : position;
            }

            if (position == bytes.Length && !isEnd)
                return spansLines && position - start > CsvLimits.MaxRecordBytes ? Broken : Incomplete;
            if (position < bytes.Length && bytes[position] is not (Comma or LineFeed)) return Broken;

            var endsRecord = position == bytes.Length || bytes[position] == LineFeed;
            output.AddSeparator(position, IsEmpty(bytes[fieldStart..fieldEnd]));
            if (!endsRecord)
            {
                position++;
                continue;
            }

            var next = Math.Min(position + 1, bytes.Length);
            return spansLines && next - start > CsvLimits.MaxRecordBytes ? Broken : next;
        }
    }

    /// <summary>From after an opening quote to after the closing one; <see cref="Incomplete"/> when there is none, <see cref="Broken"/> when the record got too long.</summary>
    private static int SkipQuoted(ReadOnlySpan<byte> bytes, int position, int recordStart, ref bool spansLines, ref RecordFlags flags)
    {
        for (; position < bytes.Length; position++)
        {
            if (spansLines && position - recordStart > CsvLimits.MaxRecordBytes) return Broken;
            if (bytes[position] == LineFeed)
            {
                spansLines = true;
            }
            else if (bytes[position] == Quote)
            {
                if (position + 1 == bytes.Length || bytes[position + 1] != Quote) return position + 1;
                flags |= RecordFlags.Escaped;
                position++;
            }
        }

        return spansLines && position - recordStart > CsvLimits.MaxRecordBytes ? Broken : Incomplete;
    }

    private static int ReadLine(ReadOnlySpan<byte> bytes, int start, bool isEnd, StructureBuffer output, out RecordFlags flags)
    {
        flags = RecordFlags.Escaped;
        var length = bytes[start..].IndexOf(LineFeed);
        if (length < 0 && !isEnd) return Incomplete;
        var separator = length < 0 ? bytes.Length : start + length;
        var lineEnd = length > 0 && bytes[separator - 1] == CarriageReturn ? separator - 1 : separator;

        var position = start;
        while (true)
        {
            var fieldStart = position;
            position = SkipLenientField(bytes[..lineEnd], position, ref flags);
            var isLast = position == lineEnd;
            output.AddSeparator(isLast ? separator : position, IsEmpty(bytes[fieldStart..position]));
            if (isLast) return Math.Min(separator + 1, bytes.Length);
            position++;
        }
    }

    /// <summary>Returns where the field's comma stands, or the line's end.</summary>
    private static int SkipLenientField(ReadOnlySpan<byte> line, int position, ref RecordFlags flags)
    {
        if (position == line.Length || line[position] != Quote)
        {
            for (; position < line.Length && line[position] != Comma; position++)
                if (line[position] == Quote)
                    flags |= RecordFlags.StrayQuote;
            return position;
        }

        for (position++; position < line.Length; position++)
        {
            if (line[position] != Quote) continue;
            if (position + 1 == line.Length || line[position + 1] == Comma) return position + 1;
            if (line[position + 1] == Quote) position++;
            else flags |= RecordFlags.StrayQuote;
        }

        flags |= RecordFlags.UnterminatedQuote;
        return line.Length;
    }

    private static bool IsEmpty(ReadOnlySpan<byte> cell) => cell is [] or [Quote, Quote];
}
