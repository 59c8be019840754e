using System.Globalization;
using OpenPayments.Client;

namespace OpenPayments.Silo.Tests.Crash;

/// <summary>Years never touch each other: a run of one leaves the objects and the state of another as they were, byte for byte.</summary>
[Collection(nameof(CrashCluster))]
public sealed class IsolationTests(CrashCluster cluster)
{
    [Fact]
    public async Task Rerun_OfAYear_WritesNothingOfAnother()
    {
        var (other, year) = (await cluster.BeginYearAsync(), await cluster.BeginYearAsync());
        foreach (var each in new[] { other, year })
        {
            using var ingest = each.StartIngest();
            (await ingest.EndAsync()).Expect(ExitCodes.Ok);
        }

        var (objects, state) = (await cluster.ReadObjectsOfAsync(other), await cluster.ReadStateOfAsync(other));
        Assert.NotEmpty(objects);
        Assert.Contains(state, row => row.Key.Contains("chunk/", StringComparison.Ordinal));
        var before = cluster.S3.Requests.Count;

        using var again = year.StartIngest("--force");
        (await again.EndAsync()).Expect(ExitCodes.Ok);

        Assert.Equal(objects, await cluster.ReadObjectsOfAsync(other));
        Assert.Equal(state, await cluster.ReadStateOfAsync(other));
        var writes = cluster.S3.Requests.Skip(before).Where(request => request.Method is "PUT" or "POST" or "DELETE").Select(request => request.Path).ToList();
        Assert.NotEmpty(writes);
        // The tables' logs are common to all years; that their entries name one year only is what the digest below shows.
        var name = year.Year.ToString(CultureInfo.InvariantCulture);
        Assert.All(writes.Where(path => !path.Contains("/_delta_log/", StringComparison.Ordinal)), path => Assert.Contains(name, path, StringComparison.Ordinal));
        await other.ExpectUndisturbedLakeAsync();
        await year.ExpectUndisturbedLakeAsync();
    }
}
