using OpenPayments.Client.Output;

namespace OpenPayments.Client.Query;

/// <summary>Keeps its rows until the end: a column is as wide as its widest cell.</summary>
internal sealed class TableRowWriter(TextWriter output, int rowLimit) : IRowWriter
{
    private const int MaxCellLength = 80;

    private TextTable _table = new();
    private long _rowCount;

    public long RowLimit => rowLimit;

    public string Spell(QueryColumn column, string value) => $"{value}::VARCHAR";

    public void Start(IReadOnlyList<QueryColumn> columns) =>
        _table = new TextTable([.. columns.Select(column => new TextColumn(Show(column.Name), column.IsNumber))]);

    public void Add(string?[] row)
    {
        _table.Add([.. row.Select(value => Show(value ?? ""))]);
        _rowCount++;
    }

    public void End(bool isCut)
    {
        output.Write(_table.ToString());
        output.Write(isCut
            ? $"\nThe first {_rowCount} rows. For all of them use --format csv or json; for others, LIMIT and ORDER BY.\n"
            : $"\n{_rowCount} {(_rowCount == 1 ? "row" : "rows")}.\n");
    }

    private static string Show(string value) => TextTable.Fit(value, MaxCellLength);
}
