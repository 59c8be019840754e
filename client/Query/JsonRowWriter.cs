using System.Text.Encodings.Web;
using System.Text.Json;

namespace OpenPayments.Client.Query;

internal sealed class JsonRowWriter(TextWriter output) : IRowWriter
{
    private string[] _names = [];
    private bool _hasRows;

    public long RowLimit => long.MaxValue;

    /// <summary>JSON has no word for numbers that are none.</summary>
    public string Spell(QueryColumn column, string value) => column.IsFloat
        ? $"CASE WHEN isfinite({value}) THEN to_json({value}) ELSE to_json({value}::VARCHAR) END::VARCHAR"
        : $"to_json({value})::VARCHAR";

    public void Start(IReadOnlyList<QueryColumn> columns)
    {
        _names = [.. columns.Select(column => $"\"{JsonEncodedText.Encode(column.Name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\":")];
        output.Write('[');
    }

    public void Add(string?[] row)
    {
        output.Write(_hasRows ? ",\n{" : "\n{");
        _hasRows = true;
        for (var i = 0; i < row.Length; i++)
        {
            if (i > 0) output.Write(',');
            output.Write(_names[i]);
            output.Write(row[i] ?? "null");
        }

        output.Write('}');
    }

    public void End(bool isCut) => output.Write(_hasRows ? "\n]\n" : "]\n");
}
