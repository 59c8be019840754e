namespace OpenPayments.Client.Query;

/// <summary>Writes a result row by row.</summary>
internal interface IRowWriter
{
    /// <summary>Rows after which the writer wants no more.</summary>
    long RowLimit { get; }

    /// <summary>SQL that makes of a column's value the text this writer wants.</summary>
    string Spell(QueryColumn column, string value);

    void Start(IReadOnlyList<QueryColumn> columns);

    void Add(string?[] row);

    /// <param name="isCut">There are more rows.</param>
    void End(bool isCut);
}
