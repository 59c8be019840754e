using System.Globalization;
using System.Text;
using OpenPayments.Ingestion.Reconciliation.Content;

namespace OpenPayments.Ingestion.Tests.Reconciliation;

/// <summary>The search for equal record ids finds the same however little memory it has and in whatever order the chunks come.</summary>
public sealed class RecordIdIndexTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1_000)]
    [InlineData(100_000)]
    public void FindEqual_OfAnyRunSizeAndOrder_FindsEveryRepetitionInOrder(int runCapacity)
    {
        // Every hundredth of 2,000 ids stands again 1,000 records later, id 5 three times.
        var ids = Enumerable.Range(0, 2_000).Select(i => i is 1_500 or 1_900 ? 5 : i >= 1_000 && i % 100 == 0 ? i - 1_000 : i).ToArray();
        using var index = new RecordIdIndex(runCapacity);
        foreach (var chunk in ids.Select((id, i) => (id, Number: i + 1)).Chunk(130).Reverse())
        {
            var run = new RecordIdRun();
            foreach (var (id, number) in chunk) run.Add(Encoding.ASCII.GetBytes(id.ToString(CultureInfo.InvariantCulture)), new RecordPlace(number, number * 10L, 10));
            index.Add(run);
        }

        var found = index.FindEqual().Select(pair => (pair.First.Place.Number, pair.Later.Place.Number)).Order();

        (long, long)[] expected = [.. Enumerable.Range(10, 10).Where(i => i is not (15 or 19)).Select(i => (i * 100L - 999, i * 100L + 1)), (6, 1_501), (6, 1_901)];
        Assert.Equal(expected.Order(), found);
        Assert.Equal(runCapacity < 2_000, index.SpilledRunCount > 0);
    }

    [Fact]
    public void FindEqual_OfNothing_FindsNothing()
    {
        using var index = new RecordIdIndex();
        Assert.Empty(index.FindEqual());
    }
}
