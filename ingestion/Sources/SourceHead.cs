using System.Globalization;
using OpenPayments.Ingestion.Csv;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Ingestion.Sources;

/// <summary>The header of a file and its first records: enough to say which file it is.</summary>
internal sealed class SourceHead
{
    /// <summary>A header of 252 names is 9 KiB; the rest is for first records with long texts.</summary>
    private const int LengthBytes = 1 << 20;

    private readonly byte[] bytes;
    private readonly StructuralScanner _scanner = new();

    private SourceHead(byte[] bytes, int length)
    {
        this.bytes = bytes;
        IsEmpty = length == 0;
        IsBinary = bytes.AsSpan(0, length).Contains((byte)0);
        var start = bytes.AsSpan().StartsWith(CsvText.ByteOrderMark) ? CsvText.ByteOrderMark.Length : 0;
        _scanner.Scan(bytes, start, length - start, isEnd: length < LengthBytes);
    }

    public bool IsEmpty { get; }

    /// <summary>A text has no NUL byte; a UTF-16 text or an executable has.</summary>
    public bool IsBinary { get; }

    /// <summary>Whether there is more than a header. False, too, when the header does not end within the head.</summary>
    public bool HasRecords => _scanner.RecordCount > 1;

    public IReadOnlyList<string> Header => _scanner.RecordCount == 0 ? [] : CsvText.ReadRecord(_scanner, bytes, 0);

    public static SourceHead Read(Stream stream)
    {
        var bytes = new byte[LengthBytes + StructuralScanner.PaddingBytes];
        return new SourceHead(bytes, stream.ReadAtLeast(bytes.AsSpan(0, LengthBytes), LengthBytes, throwOnEndOfStream: false));
    }

    /// <summary>The first readable program year of the records, or null.</summary>
    public int? FindProgramYear(FileLayout layout) =>
        ReadColumn(layout, "program_year").Select(text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var year) ? year : (int?)null)
            .FirstOrDefault(year => year is >= 2000 and <= 9999);

    /// <summary>The first readable publication date of the records, or null.</summary>
    public DateOnly? FindPublication(FileLayout layout) =>
        ReadColumn(layout, "payment_publication_date")
            .Select(text => DateOnly.TryParseExact(text, "MM/dd/yyyy", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : (DateOnly?)null)
            .FirstOrDefault(date => date is not null);

    private IEnumerable<string> ReadColumn(FileLayout layout, string name)
    {
        var cell = layout.IndexOf(name);
        if (cell < 0) yield break;
        for (var record = 1; record < _scanner.RecordCount; record++)
            if (cell < _scanner.CellCounts[record])
                yield return CsvText.ReadCell(_scanner, bytes, record, cell).Trim();
    }
}
