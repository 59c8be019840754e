namespace OpenPayments.Client.Report.Page;

/// <summary>A table with a caption for those who listen, figures to the right, in a box of its own that scrolls where the page is narrow.</summary>
internal readonly struct HtmlTable
{
    private readonly HtmlWriter _html;

    /// <param name="heads">A head that begins with # is one of figures.</param>
    public HtmlTable(HtmlWriter html, string caption, params ReadOnlySpan<string> heads)
    {
        _html = html;
        html.Write($"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{caption:200}\"><table><caption class=\"unseen\">{caption:200}</caption><thead><tr>");
        foreach (var head in heads)
        {
            if (head.StartsWith('#')) html.Write($"<th scope=\"col\" class=\"figure\">{head[1..]}</th>");
            else html.Write($"<th scope=\"col\">{head}</th>");
        }

        html.Write($"</tr></thead><tbody>\n");
    }

    public void Row(params ReadOnlySpan<Cell> cells)
    {
        _html.Write($"<tr>");
        Add(cells);
        _html.Write($"</tr>\n");
    }

    /// <summary>More cells of a row that somebody else has begun and will end.</summary>
    public void Add(params ReadOnlySpan<Cell> cells)
    {
        foreach (var cell in cells) cell.Write(_html);
    }

    public void End() => _html.Write($"</tbody></table></div>\n");
}

internal enum CellStyle
{
    Text,
    Figure,
    Code,
    Head,

    /// <summary>Stays on one line, such as a date.</summary>
    Short,

    /// <summary>A verdict: pass, warn or fail.</summary>
    Verdict,
}

internal readonly record struct Cell(string Text, CellStyle Style, int MostBytes)
{
    public static Cell Plain(string text, int mostBytes = 300) => new(text, CellStyle.Text, mostBytes);

    public static Cell Figure(string text) => new(text, CellStyle.Figure, 60);

    public static Cell Short(string text) => new(text, CellStyle.Short, 60);

    public static Cell Code(string text, int mostBytes = 300) => new(text, CellStyle.Code, mostBytes);

    /// <summary>What the row is about.</summary>
    public static Cell Head(string text, int mostBytes = 170) => new(text, CellStyle.Head, mostBytes);

    public static Cell Of(Ingestion.Reconciliation.Verdict verdict) => new(Words.Of(verdict), CellStyle.Verdict, 20);

    public void Write(HtmlWriter html)
    {
        var text = new BoundText(Text, MostBytes, MayBreak: Style == CellStyle.Code);
        switch (Style)
        {
            case CellStyle.Figure: html.Write($"<td class=\"figure\">{text}</td>"); break;
            case CellStyle.Short: html.Write($"<td class=\"short\">{text}</td>"); break;
            case CellStyle.Code: html.Write($"<td><code>{text}</code></td>"); break;
            case CellStyle.Head: html.Write($"<th scope=\"row\">{text}</th>"); break;
            case CellStyle.Verdict: html.Write($"<td><span class=\"verdict {text}\">{text}</span></td>"); break;
            default: html.Write($"<td>{text}</td>"); break;
        }
    }
}
