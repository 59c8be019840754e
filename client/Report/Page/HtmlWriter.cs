using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace OpenPayments.Client.Report.Page;

/// <summary>
/// Writes HTML of interpolated texts: what stands in the text itself is markup, and every value put into it is escaped, so that
/// nothing from a lake can become markup. <c>{name:80}</c> cuts a text to 80 bytes of HTML, however hostile its characters are.
/// </summary>
public sealed class HtmlWriter
{
    /// <summary>A text without a bound of its own gets this one.</summary>
    private const int MostBytes = 600;
    private const char Ellipsis = '…';
    private const int EllipsisBytes = 3;
    private const int LongestRun = 32;

    private readonly StringBuilder _text = new();

    public HtmlWriter Write([InterpolatedStringHandlerArgument("")] ref Interpolation html) => this;

    /// <summary>Markup of our own, such as a style sheet; never a value.</summary>
    public void Append(string markup) => _text.Append(markup);

    public override string ToString() => _text.ToString();

    /// <summary>A value without markup round it; returns the bytes of HTML that it took.</summary>
    public int WriteValue(string text, int mostBytes) => Escape(text, mostBytes);

    private int Escape(string text, int mostBytes, bool mayBreak = false)
    {
        var (left, run) = (mostBytes - EllipsisBytes, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            var spelling = Spell(rune);
            // A name or a digest has no blanks for a line to break at.
            run = Rune.IsLetterOrDigit(rune) ? run + 1 : 0;
            if (mayBreak && (rune.Value is '_' or '/' || run == LongestRun)) (spelling, run) = ($"{spelling}<wbr>", 0);
            var bytes = Encoding.UTF8.GetByteCount(spelling);
            if (bytes > left)
            {
                _text.Append(Ellipsis);
                return mostBytes - left;
            }

            left -= bytes;
            _text.Append(spelling);
        }

        return mostBytes - EllipsisBytes - left;
    }

    private static string Spell(Rune rune) => rune.Value switch
    {
        '<' => "&lt;",
        '>' => "&gt;",
        '&' => "&amp;",
        '"' => "&quot;",
        '\'' => "&#39;",
        '\n' or '\t' => rune.ToString(),
        // Control characters, and those that turn the direction of what follows.
        < 0x20 or (>= 0x7F and < 0xA0) or 0x061C or (>= 0x200E and <= 0x200F) or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) => "\uFFFD",
        _ => rune.ToString(),
    };

    [InterpolatedStringHandler]
    public readonly ref struct Interpolation
    {
        private readonly HtmlWriter _writer;

        public Interpolation(int literalLength, int formattedCount, HtmlWriter writer) => _writer = writer;

        public void AppendLiteral(string markup) => _writer._text.Append(markup);

        public void AppendFormatted(string? text) => _writer.Escape(text ?? "", MostBytes);

        /// <param name="format">Bytes of HTML that the text may take.</param>
        public void AppendFormatted(string? text, string format) => _writer.Escape(text ?? "", int.Parse(format, CultureInfo.InvariantCulture));

        public void AppendFormatted(BoundText text) => _writer.Escape(text.Text, text.MostBytes, text.MayBreak);

        public void AppendFormatted<T>(T value, string? format = null) where T : IFormattable => _writer.Escape(value.ToString(format, CultureInfo.InvariantCulture), MostBytes);
    }
}

/// <summary>A text with the bytes of HTML that it may take.</summary>
/// <param name="MayBreak">It is a name or a digest, in which a line may break where a word does not.</param>
public readonly record struct BoundText(string Text, int MostBytes, bool MayBreak = false);
