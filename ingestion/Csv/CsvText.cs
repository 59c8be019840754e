using System.Text;

namespace OpenPayments.Ingestion.Csv;

/// <summary>The text of single cells. Bulk work goes by columns; this serves headers and the cells of unusual records.</summary>
public static class CsvText
{
    private const byte Quote = (byte)'"';

    public static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>
    /// The text of a cell as the file spells it: quotes stripped, doubled quotes undone, other quotes literal; a quote that
    /// never closes is stripped too. Returns a slice of the cell when nothing is doubled, else the text in <paramref name="scratch"/>.
    /// </summary>
    /// <param name="cell">Without the CR of a line end.</param>
    /// <param name="scratch">At least as long as the cell.</param>
    public static ReadOnlySpan<byte> Decode(ReadOnlySpan<byte> cell, Span<byte> scratch)
    {
        if (cell.IsEmpty || cell[0] != Quote) return cell;
        var text = cell[1..];
        var quote = text.IndexOf(Quote);
        if (quote < 0) return text;
        if (quote == text.Length - 1) return text[..quote];

        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == Quote)
            {
                if (i + 1 == text.Length) break;
                if (text[i + 1] == Quote) i++;
            }

            scratch[length++] = text[i];
        }

        return scratch[..length];
    }

    /// <summary>The cells of a record that a scanner has found, as text.</summary>
    public static string[] ReadRecord(StructuralScanner scanner, byte[] buffer, int record)
    {
        var cells = new string[scanner.CellCounts[record]];
        for (var i = 0; i < cells.Length; i++) cells[i] = ReadCell(scanner, buffer, record, i);
        return cells;
    }

    public static string ReadCell(StructuralScanner scanner, byte[] buffer, int record, int cell)
    {
        var separator = scanner.FirstSeparators[record] + cell;
        var text = buffer.AsSpan((scanner.Separators[separator] + 1)..scanner.Separators[separator + 1]);
        if (cell == scanner.CellCounts[record] - 1 && scanner.Flags[record].HasFlag(RecordFlags.CarriageReturn)) text = text[..^1];
        return text is [] || text[0] != Quote ? Encoding.UTF8.GetString(text) : Encoding.UTF8.GetString(Decode(text, new byte[text.Length]));
    }

    /// <summary>The names in the first record of a file; a byte order mark and blank lines before it are skipped.</summary>
    /// <param name="bytes">The file's first bytes; when they end before the header does, what is there is taken for all of it.</param>
    public static IReadOnlyList<string> ReadHeader(ReadOnlySpan<byte> bytes)
    {
        var found = new StructureBuffer();
        found.Reset(0, bytes.Length);
        var position = bytes.StartsWith(ByteOrderMark) ? ByteOrderMark.Length : 0;
        found.Separators[0] = position - 1;
        while (position < bytes.Length && found.RecordCount == 0)
            position = ScalarRecordReader.Read(bytes, position, isEnd: true, found);
        if (found.RecordCount == 0) return [];

        var names = new string[found.CellCounts[0]];
        var scratch = new byte[bytes.Length];
        for (var i = 0; i < names.Length; i++)
        {
            var separator = found.FirstSeparators[0] + i;
            var cell = bytes[(found.Separators[separator] + 1)..found.Separators[separator + 1]];
            if (i == names.Length - 1 && found.Flags[0].HasFlag(RecordFlags.CarriageReturn)) cell = cell[..^1];
            names[i] = Encoding.UTF8.GetString(Decode(cell, scratch));
        }

        return names;
    }
}
