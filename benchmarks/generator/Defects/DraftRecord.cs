using System.Globalization;
using System.Text;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Generator.Defects;

/// <summary>A record taken apart into its cells as they are spelled, to be changed and put together again. Slow, and rare.</summary>
internal sealed class DraftRecord(FileLayout layout, Quoting quoting, List<byte[]> cells, SplitMix random)
{
    private SplitMix _random = random;

    public FileLayout Layout => layout;

    public List<byte[]> Cells => cells;

    public int Draw(int below) => _random.NextInt(below);

    /// <summary>Spells a value as the file spells that column.</summary>
    public void Set(int column, string value)
    {
        var isBare = quoting == Quoting.Cms && (value.Length == 0 || layout.Columns[column].Type == ColumnType.Cents);
        cells[column] = isBare ? Encoding.UTF8.GetBytes(value) : Phrase.Of(value);
    }

    public string Get(int column) => Encoding.UTF8.GetString(cells[column]).Trim('"');

    /// <summary>A column whose cell is a quoted text of some length, neither the first nor the last of the record.</summary>
    public int DrawText()
    {
        while (true)
        {
            var column = 1 + Draw(cells.Count - 2);
            if (IsText(column)) return column;
        }
    }

    /// <summary>Puts bytes into a text before its second letter, so that they touch neither a quote nor a separator.</summary>
    public void InsertIntoText(int column, ReadOnlySpan<byte> bytes)
    {
        var cell = cells[column];
        cells[column] = [.. cell.AsSpan(0, 2), .. bytes, .. cell.AsSpan(2)];
    }

    /// <summary>Readers agree on where a broken record ends only when it is one line.</summary>
    public void JoinLines()
    {
        foreach (var cell in cells)
        {
            var bytes = cell.AsSpan();
            bytes.Replace((byte)'\n', (byte)' ');
            bytes.Replace((byte)'\r', (byte)' ');
        }
    }

    private bool IsText(int column)
    {
        var cell = cells[column];
        return layout.Columns[column].Type == ColumnType.Text && cell.Length > 5 && cell[0] == '"' && char.IsAsciiLetterOrDigit((char)cell[1]) && char.IsAsciiLetterOrDigit((char)cell[2]);
    }
}
