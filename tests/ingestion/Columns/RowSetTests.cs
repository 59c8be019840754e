using OpenPayments.Ingestion.Columns;

namespace OpenPayments.Ingestion.Tests.Columns;

public sealed class RowSetTests
{
    [Fact]
    public void Sets_AreThoseOfTheirRows()
    {
        var random = new Random(64);
        for (var i = 0; i < 500; i++)
        {
            RowSet left = RowSets.Some(random, RowSet.MaxRows), right = RowSets.Some(random, RowSet.MaxRows);
            int[] all = [.. Enumerable.Range(0, RowSet.MaxRows)], ofLeft = [.. all.Where(left.Contains)], ofRight = [.. all.Where(right.Contains)];
            var row = random.Next(RowSet.MaxRows);

            Assert.Equal(ofLeft, Rows(left));
            Assert.Equal(ofLeft.Length, left.Count);
            Assert.Equal(ofLeft.Length == 0, left.IsEmpty);
            Assert.Equal(ofLeft.Count(other => other < row), left.CountBefore(row));
            Assert.Equal(ofLeft.Intersect(ofRight), Rows(left & right));
            Assert.Equal(ofLeft.Union(ofRight).Order(), Rows(left | right));
            Assert.Equal(all.Except(ofLeft), Rows(~left));
            Assert.Equal(all.Take(row), Rows(RowSet.First(row)));
            Assert.Equal([row], Rows(RowSet.Of(row)));
        }

        Assert.Equal(RowSet.MaxRows, RowSet.First(RowSet.MaxRows).Count);
    }

    [Fact]
    public void Keep_LeavesTheValuesOfAcceptedRows_InOrder()
    {
        var random = new Random(65);
        for (var i = 0; i < 500; i++)
        {
            RowSet present = RowSets.Some(random, RowSet.MaxRows), accepted = RowSets.Some(random, RowSet.MaxRows);
            int[] values = [.. Rows(present)];

            var kept = present.Keep(values.AsSpan(), accepted);

            Assert.Equal(Rows(present & accepted), values.Take(kept));
        }
    }

    private static List<int> Rows(RowSet set)
    {
        var rows = new List<int>();
        foreach (var row in set) rows.Add(row);
        return rows;
    }
}
