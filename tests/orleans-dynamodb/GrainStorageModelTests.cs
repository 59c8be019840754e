using System.Globalization;
using Orleans.Runtime;
using Orleans.Storage;

namespace OpenPayments.Orleans.DynamoDB.Tests;

/// <summary>Random sequences of reads, writes and clears by several holders of one row, against a model of what must come out.</summary>
public sealed class GrainStorageModelTests(LocalDynamoDB server)
{
    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    [InlineData(4, true)]
    public async Task Sequences_AgreeWithTheModel(int seed, bool deleteStateOnClear)
    {
        var options = TestStorage.NewOptions(server.Url);
        options.DeleteStateOnClear = deleteStateOnClear;
        var storage = await TestStorage.OpenAsync(options);
        var random = new Random(seed);
        var grain = GrainId.Create("year", seed.ToString(CultureInfo.InvariantCulture));
        var holders = Enumerable.Range(0, 3).Select(_ => new GrainState<Notes>(new Notes())).ToArray();
        string? etag = null;
        var stored = new Notes();
        var exists = false;

        for (var step = 0; step < 300; step++)
        {
            var index = random.Next(holders.Length);
            var holder = holders[index];
            var isCurrent = holder.ETag == etag;
            switch (random.Next(3))
            {
                case 0:
                    holders[index] = holder = await storage.ReadAsync(grain);
                    Assert.Equal((stored, exists, etag), (holder.State, holder.RecordExists, holder.ETag));
                    break;
                case 1:
                    holder.State = new Notes { Count = step };
                    Assert.Equal(isCurrent, await SucceedsAsync(() => storage.WriteAsync(grain, holder)));
                    if (isCurrent) (stored, exists, etag) = (holder.State, true, holder.ETag);
                    break;
                default:
                    Assert.Equal(isCurrent, await SucceedsAsync(() => storage.ClearAsync(grain, holder)));
                    if (isCurrent) (stored, exists, etag) = (new Notes(), false, holder.ETag);
                    break;
            }
        }
    }

    private static async Task<bool> SucceedsAsync(Func<Task> change)
    {
        try
        {
            await change();
            return true;
        }
        catch (InconsistentStateException)
        {
            return false;
        }
    }
}
