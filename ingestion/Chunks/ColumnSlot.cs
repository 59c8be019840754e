using System.Collections.Immutable;
using OpenPayments.Ingestion.Columns;
using OpenPayments.Ingestion.Rules;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Ingestion.Chunks;

/// <summary>One column of the file being read: its builder and the rules that look at it alone.</summary>
internal sealed class ColumnSlot
{
    /// <summary>Columns in which nearly every value is another one.</summary>
    private static readonly ImmutableArray<string> UniqueColumns = ["record_id", "general_transaction_id", "research_transaction_id", "physician_ownership_transaction_id"];

    public ColumnSlot(LayoutColumn column, int index, FileId file)
    {
        Column = column;
        Index = index;
        MissingRule = RuleCatalog.RequiredValue.Reads(column.Name) ? RuleCatalog.RequiredValue
            : RuleCatalog.ExpectedValue.Reads(column.Name) ? RuleCatalog.ExpectedValue
            : null;
        if (column.Type == ColumnType.Text)
        {
            var checks = TextChecks.For(column, file.ProgramYear);
            var classes = ConsistencyRules.ClassesOf(column.Name);
            Text = UniqueColumns.Contains(column.Name) ? new PlainColumnBuilder(column.Name, checks)
                : classes.IsDefault ? new AdaptiveColumnBuilder(column.Name, checks)
                : new DictionaryColumnBuilder(column.Name, checks, classes);
            ClassCount = classes.IsDefault ? 0 : classes.Length;
        }
        else
        {
            Number = new NumberColumnBuilder(column.Name, column.Type);
            Ranges = RangeChecks.For(column, file);
            FormatRule = column.Type switch
            {
                ColumnType.Cents => RuleCatalog.AmountFormat,
                ColumnType.Date => RuleCatalog.DateFormat,
                _ => RuleCatalog.IntegerFormat,
            };
        }
    }

    public LayoutColumn Column { get; }

    /// <summary>Position in the file.</summary>
    public int Index { get; }

    public TextColumnBuilder? Text { get; }

    public NumberColumnBuilder? Number { get; }

    /// <summary>Set when every record should have a value here.</summary>
    public Rule? MissingRule { get; }

    public Rule? FormatRule { get; }

    public ImmutableArray<RangeCheck> Ranges { get; } = [];

    /// <summary>How many texts of this column consistency rules ask for.</summary>
    public int ClassCount { get; }

    /// <summary>The column as it is when the chunk has been read.</summary>
    public ColumnData Data => (ColumnData?)Text?.Current ?? Number!;

    public void Reset(int likelyRowCount)
    {
        Text?.Reset(likelyRowCount);
        Number?.Reset(likelyRowCount);
    }

    public void AppendNulls(int rowCount)
    {
        if (Text is not null) Text.AppendNulls(rowCount);
        else Number!.AppendNulls(rowCount);
    }

    public void Commit(RowSet present, RowSet accepted)
    {
        if (Text is not null) Text.Commit(present, accepted);
        else Number!.Commit(present, accepted);
    }
}
