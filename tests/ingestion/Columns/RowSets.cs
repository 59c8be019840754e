using OpenPayments.Ingestion.Columns;

namespace OpenPayments.Ingestion.Tests.Columns;

internal static class RowSets
{
    /// <summary>Some of the first rows.</summary>
    public static RowSet Some(Random random, int rows)
    {
        var share = random.NextDouble();
        var some = default(RowSet);
        for (var row = 0; row < rows; row++)
            if (random.NextDouble() < share)
                some |= RowSet.Of(row);
        return some;
    }
}
