using OpenPayments.Ingestion.Columns;

namespace OpenPayments.Ingestion.Parquet.ParquetNet;

/// <summary>Validity as Parquet.Net takes it: a level for each row, 1 where it has a value.</summary>
internal sealed class DefinitionLevels
{
    private Pooled<int> _levels;

    public ReadOnlyMemory<int> Of(ColumnData column, RowRange rows)
    {
        var target = _levels.OfAtLeast(rows.RowCount + 63);
        var row = 0;
        foreach (var word in column.ValidityOf(rows))
        {
            var levelsOfWord = target.AsSpan(row, 64);
            if (word == 0) levelsOfWord.Clear();
            else if (word == ulong.MaxValue) levelsOfWord.Fill(1);
            else Expand(word, levelsOfWord);
            row += 64;
        }

        return target.AsMemory(0, rows.RowCount);
    }

    private static void Expand(ulong word, Span<int> levels)
    {
        for (var i = 0; i < levels.Length; i++)
            levels[i] = (int)(word >> i) & 1;
    }
}
