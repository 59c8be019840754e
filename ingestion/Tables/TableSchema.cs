using System.Collections.Immutable;

namespace OpenPayments.Ingestion.Tables;

/// <summary>The columns of a table in order, the partition column among them. A table's schema only ever grows.</summary>
public sealed record TableSchema(ImmutableArray<TableColumn> Columns)
{
    /// <summary>The partition column of every table: known from a part's place, not stored in the part.</summary>
    public const string PartitionColumn = "program_year";

    public TableColumn? Find(string name) => Columns.FirstOrDefault(column => column.Name == name);

    /// <summary>This schema and, behind it, the columns that only the other has. Null when a column has two types.</summary>
    public TableSchema? Merge(TableSchema other, out string? conflictingColumn)
    {
        conflictingColumn = null;
        var added = ImmutableArray.CreateBuilder<TableColumn>();
        foreach (var column in other.Columns)
        {
            var known = Find(column.Name);
            if (known is null)
            {
                added.Add(column);
            }
            else if (known.Type != column.Type)
            {
                conflictingColumn = column.Name;
                return null;
            }
        }

        return added.Count == 0 ? this : new TableSchema(Columns.AddRange(added));
    }

    public bool Equals(TableSchema? other) => other is not null && Columns.SequenceEqual(other.Columns);

    public override int GetHashCode() => Columns.Length;
}
