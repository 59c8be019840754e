namespace OpenPayments.Ingestion.Tests.Csv;

/// <summary>What a record is, by example. Every kernel and landing's own counter run every case.</summary>
/// <param name="Input">Each char is one byte.</param>
/// <param name="Records">As <see cref="ScannedText.Records"/> describes them.</param>
public sealed record CsvCase(string Name, string Input, string[] Records, int BlankLineCount = 0)
{
    public override string ToString() => Name;
}

internal static class CsvCases
{
    public static IReadOnlyList<CsvCase> All { get; } =
    [
        new("nothing", "", []),
        new("one record", "a,b,c\n", ["[a][b][c]"]),
        new("no final newline", "a,b\nc,d", ["[a][b]", "[c][d]"]),
        new("quoted without final newline", "\"a\",\"b\"", ["[a][b]"]),
        new("last cell empty without final newline", "a,", ["[a][]"]),
        new("lone quoted empty without final newline", "\"\"", ["[]"]),
        new("CRLF", "a,b\r\nc,d\r\n", ["[a][b] CarriageReturn", "[c][d] CarriageReturn"]),
        new("LF and CRLF mixed", "a\r\nb\nc", ["[a] CarriageReturn", "[b]", "[c]"]),
        new("CRLF after quoted", "\"a\",\"b\"\r\n\"c\"\r\n", ["[a][b] CarriageReturn", "[c] CarriageReturn"]),
        new("CRLF after empty cells", "a,\r\n,\"\"\r\n\"\"\r\n", ["[a][] CarriageReturn", "[][] CarriageReturn", "[] CarriageReturn"]),
        new("lone CR is data", "a\rb,\rc\n\"x\ry\"\n", ["[a\\rb][\\rc]", "[x\\ry]"]),
        new("two CR before LF", "a\r\r\n", ["[a\\r] CarriageReturn"]),
        new("CR at the end is data", "a,b\r", ["[a][b\\r]"]),
        new("CR alone at the end is data", "a\n\r", ["[a]", "[\\r]"]),
        new("empty cells", ",,\n\"\",\"\",\"\"\n,\"\",\n", ["[][][]", "[][][]", "[][][]"]),
        new("ragged", "a\nb,c\nd,e,f\n", ["[a]", "[b][c]", "[d][e][f]"]),
        new("NUL is data", "a\0,\0\n\"\0\"\n", ["[a\\x00][\\x00]", "[\\x00]"]),
        new("high bytes", "\xE9,\"\xFF\"\n", ["[\\xE9][\\xFF]"]),
        new("quoted separators", "\"a,b\",c\n", ["[a,b][c]"]),
        new("quoted newlines", "\"a\nb\",\"c\r\nd\"\ne\n", ["[a\\nb][c\\r\\nd]", "[e]"]),
        new("quoted blank lines", "\"\n\n\r\n\"\n", ["[\\n\\n\\r\\n]"]),
        new("doubled quotes", "\"a \"\"b\"\" c\",d\n", ["[a \"b\" c][d] Escaped"]),
        new("only doubled quotes", "\"\"\"\"\n\"\"\"\"\"\"\n", ["[\"] Escaped", "[\"\"] Escaped"]),
        new("doubled quotes at a cell's edges", "\"\"\"a\",\"b\"\"\",\"\"\n", ["[\"a][b\"][] Escaped"]),
        new("escaped flag stays with its record", "\"a\"\"\"\nb\n\"\"\"c\"\nd\n", ["[a\"] Escaped", "[b]", "[\"c] Escaped", "[d]"]),
        new("blank lines", "\na\n\n\r\nb\r\n\r\n\n", ["[a]", "[b] CarriageReturn"], 5),
        new("only blank lines", "\n\r\n\n", [], 3),
        new("blanks are data", " \n\t\n", ["[ ]", "[\\x09]"]),

        new("stray quote in unquoted cell", "a\"b,c\nd\n", ["[a\"b][c] Escaped, StrayQuote", "[d]"]),
        new("stray quotes pair up but stay stray", "a\"b,c\"d\ne\n", ["[a\"b][c\"d] Escaped, StrayQuote", "[e]"]),
        new("stray quote ends an unquoted cell", "a\",b\nc\n", ["[a\"][b] Escaped, StrayQuote", "[c]"]),
        new("text after closing quote", "\"a\"b,c\nd\n", ["[a\"b,c] Escaped, StrayQuote, UnterminatedQuote", "[d]"]),
        new("text after closing quote, closed later", "\"a\"b\",c\nd\n", ["[a\"b][c] Escaped, StrayQuote", "[d]"]),
        new("blank after closing quote", "\"a\" ,\"b\"\nc\n", ["[a\" ,\"b] Escaped, StrayQuote", "[c]"]),
        new("blank before opening quote", " \"a\",b\nc\n", ["[ \"a\"][b] Escaped, StrayQuote", "[c]"]),
        new("lone CR after closing quote", "\"a\"\rb\nc\n", ["[a\"\\rb] Escaped, StrayQuote, UnterminatedQuote", "[c]"]),
        new("lone CR after closing quote at the end", "\"a\"\r", ["[a\"\\r] Escaped, StrayQuote, UnterminatedQuote"]),
        new("two CR after closing quote", "\"a\"\r\r\nb\n", ["[a\"\\r] Escaped, CarriageReturn, StrayQuote, UnterminatedQuote", "[b]"]),
        new("unterminated on the last line", "a\n\"b,c", ["[a]", "[b,c] Escaped, UnterminatedQuote"]),
        new("unterminated with final newline", "a\n\"b,c\n", ["[a]", "[b,c] Escaped, UnterminatedQuote"]),
        new("lone quote", "\"", ["[] Escaped, UnterminatedQuote"]),
        new("lone quote after a comma", "a,\"\nb", ["[a][] Escaped, UnterminatedQuote", "[b]"]),
        new("three quotes", "\"\"\"\na\n", ["[\"] Escaped, UnterminatedQuote", "[a]"]),
        new("unterminated does not poison what follows", "\"a,b\nc,d\ne,f\n", ["[a,b] Escaped, UnterminatedQuote", "[c][d]", "[e][f]"]),
        new("violation lines later breaks the first line only", "\"a\nb\nc\"d\ne\n", ["[a] Escaped, UnterminatedQuote", "[b]", "[c\"d] Escaped, StrayQuote", "[e]"]),
        new("lines of a broken record are read afresh", "\"a\n\"b\",\"c\"\n\n\"d\n", ["[a] Escaped, UnterminatedQuote", "[b][c]", "[d] Escaped, UnterminatedQuote"], 1),
        new("text after the closing quote of a multi-line cell", "\"a\nb\"c\nd\n", ["[a] Escaped, UnterminatedQuote", "[b\"c] Escaped, StrayQuote", "[d]"]),
        new("lone CR after the closing quote of a multi-line cell", "\"a\nb\"\rc\nd\n", ["[a] Escaped, UnterminatedQuote", "[b\"\\rc] Escaped, StrayQuote", "[d]"]),
        new("broken with CRLF", "a\"b,\"\"\r\nc\r\n", ["[a\"b][] Escaped, CarriageReturn, StrayQuote", "[c] CarriageReturn"]),
        new("broken with quoted comma", "a\"b,\"c,d\",e\n", ["[a\"b][c,d][e] Escaped, StrayQuote"]),
        new("broken with doubled quotes", "a\"b,\"c\"\"d\",\"e\"f\",\"\"\n", ["[a\"b][c\"d][e\"f][] Escaped, StrayQuote"]),
        new("broken last line without newline", "x\na\"b,c", ["[x]", "[a\"b][c] Escaped, StrayQuote"]),
        new("many broken lines", "a\"\n\"b\"c\nd\n\"e\n", ["[a\"] Escaped, StrayQuote", "[b\"c] Escaped, StrayQuote, UnterminatedQuote", "[d]", "[e] Escaped, UnterminatedQuote"]),
    ];
}
