namespace OpenPayments.Client.Query;

internal sealed class CsvRowWriter(TextWriter output) : IRowWriter
{
    public long RowLimit => long.MaxValue;

    public string Spell(QueryColumn column, string value) => $"{value}::VARCHAR";

    public void Start(IReadOnlyList<QueryColumn> columns) => Add([.. columns.Select(column => column.Name)]);

    public void Add(string?[] row)
    {
        for (var i = 0; i < row.Length; i++)
        {
            if (i > 0) output.Write(',');
            if (row[i] is { } value) output.Write(MustQuote(value) ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : value);
        }

        output.Write('\n');
    }

    public void End(bool isCut)
    {
    }

    private static bool MustQuote(string value) => value.Length == 0 || value.AsSpan().ContainsAny("\",\r\n");
}
