using System.Globalization;
using System.Text;
using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Columns;
using OpenPayments.Ingestion.Csv;
using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Rules;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Schema;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Tests.Chunks;

/// <summary>Runs the engine over bytes in memory as one chunk, and shows what it built as texts.</summary>
internal static class EngineHarness
{
    public static FileId General2023 { get; } = new(2023, new DateOnly(2025, 1, 30), Kind.General);

    public static ChunkRows Run(
        byte[] file,
        FileId? id = null,
        RuleSet? rules = null,
        ScannerKernel kernel = ScannerKernel.Best,
        int windowBytes = 64 << 10,
        TextEncoding encoding = TextEncoding.Utf8)
    {
        var layout = EraCatalog.Match(CsvText.ReadHeader(file)).Layout ?? throw new InvalidOperationException("No era has this header.");
        var headerLength = Array.IndexOf(file, (byte)'\n') + 1;
        var range = new ChunkRange(0, headerLength, file.Length - headerLength, 1, 0);
        var landed = new LandedFile(id ?? General2023, "raw/file.csv", new string('a', 64), file.Length, 0, 0, encoding, layout, [range]);
        return new ChunkEngine(landed, rules ?? RuleSet.Default, kernel, windowBytes).Run(new MemoryReader(file), range, CancellationToken.None);
    }

    /// <summary>Every value of a column as text; null where the row has none.</summary>
    public static IReadOnlyList<string?> Texts(ColumnData column)
    {
        var texts = new string?[column.RowCount];
        var value = 0;
        for (var row = 0; row < texts.Length; row++)
            if ((column.Validity[row >> 6] >> (row & 63) & 1) != 0)
                texts[row] = Text(column, value++);
        Assert.Equal(column.ValueCount, value);
        return texts;
    }

    public static IReadOnlyList<string?> Texts(ChunkRows rows, string column) => Texts(rows.Columns.Single(candidate => candidate.Name == column));

    private static string Text(ColumnData column, int value) => column switch
    {
        TextColumnData text => Encoding.UTF8.GetString(text.GetText(text.IsDictionary ? text.Ids[value] : value)),
        NumberColumnData { Type: ColumnType.Date } number => DateOnly.FromDateTime(DateTime.UnixEpoch).AddDays((int)number.Values[value]).ToString("MM/dd/yyyy", CultureInfo.InvariantCulture),
        NumberColumnData { Type: ColumnType.Cents } number => (number.Values[value] / 100m).ToString("0.00", CultureInfo.InvariantCulture),
        NumberColumnData number => number.Values[value].ToString(CultureInfo.InvariantCulture),
        _ => throw new InvalidOperationException(column.GetType().Name),
    };
}
