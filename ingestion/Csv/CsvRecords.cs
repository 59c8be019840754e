namespace OpenPayments.Ingestion.Csv;

/// <summary>The records of a table as texts, for files that are read to be looked at. Payment files are typed column by column instead.</summary>
internal static class CsvRecords
{
    private const int WindowBytes = 1 << 20;

    /// <summary>Record by record, the header first; blank lines are left out.</summary>
    public static IEnumerable<string[]> Read(Stream stream)
    {
        var scanner = new StructuralScanner();
        var buffer = new byte[WindowBytes + StructuralScanner.PaddingBytes];
        int length = 0, start = -1;
        while (true)
        {
            var room = buffer.Length - StructuralScanner.PaddingBytes - length;
            var got = stream.ReadAtLeast(buffer.AsSpan(length, room), room, throwOnEndOfStream: false);
            length += got;
            if (start < 0) start = buffer.AsSpan(0, length).StartsWith(CsvText.ByteOrderMark) ? CsvText.ByteOrderMark.Length : 0;
            var isEnd = got < room;
            var consumed = start + scanner.Scan(buffer, start, length - start, isEnd);
            for (var i = 0; i < scanner.RecordCount; i++) yield return CsvText.ReadRecord(scanner, buffer, i);
            if (isEnd) yield break;

            start = 0;
            buffer.AsSpan(consumed, length - consumed).CopyTo(buffer);
            length -= consumed;
            // A record that is longer than the window.
            if (consumed == 0) Array.Resize(ref buffer, buffer.Length * 2);
        }
    }
}
