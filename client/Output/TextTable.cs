using System.Text;

namespace OpenPayments.Client.Output;

/// <summary>
/// Rows under a head with a rule between, columns as wide as their widest cell and two blanks apart. Plain text without
/// trailing blanks, the same on a terminal and in a file.
/// </summary>
public sealed class TextTable(params TextColumn[] columns)
{
    private const string Gap = "  ";

    private readonly List<string[]> _rows = [];

    public void Add(params string[] cells)
    {
        if (cells.Length != columns.Length) throw new ArgumentException($"{cells.Length} cells for {columns.Length} columns.", nameof(cells));
        _rows.Add(cells);
    }

    /// <summary>A value as a cell: on one line, and cut when it is too long.</summary>
    public static string Fit(string value, int maxLength)
    {
        if (value.Length > maxLength) value = $"{value[..(maxLength - 1)]}…";
        return value.Any(char.IsControl) ? string.Concat(value.Select(character => char.IsControl(character) ? ' ' : character)) : value;
    }

    public override string ToString()
    {
        var widths = columns.Select((column, i) => _rows.Select(row => row[i].Length).Append(column.Head.Length).Max()).ToArray();
        var text = new StringBuilder();
        AppendLine(text, columns.Select(column => column.Head), widths);
        AppendLine(text, widths.Select(width => new string('-', width)), widths);
        foreach (var row in _rows) AppendLine(text, row, widths);
        return text.ToString();
    }

    private void AppendLine(StringBuilder text, IEnumerable<string> cells, int[] widths)
    {
        var line = cells.Select((cell, i) => columns[i].IsRight ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]));
        text.Append(string.Join(Gap, line).TrimEnd()).Append('\n');
    }
}

/// <summary>A column of a <see cref="TextTable"/>; figures stand to the right.</summary>
public readonly record struct TextColumn(string Head, bool IsRight)
{
    public static TextColumn Left(string head) => new(head, false);

    public static TextColumn Right(string head) => new(head, true);
}
