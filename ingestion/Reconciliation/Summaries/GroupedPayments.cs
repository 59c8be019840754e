using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Quarantine;
using OpenPayments.Ingestion.Reconciliation.Content;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Reconciliation.Summaries;

/// <summary>
/// A file's payments by payer, nature, recipient and state, accepted and quarantined apart. Read from the raw file, record by
/// record: the certificate that these sums go into has proved that its cells are those of table and quarantine.
/// </summary>
internal sealed class GroupedPayments
{
    private readonly Dictionary<PaymentGroup, GroupSums> _groups = [];

    /// <summary>Records that cannot be taken apart: no group is known for them.</summary>
    public long UnplacedCount { get; private set; }

    public static async Task<GroupedPayments> ReadAsync(IObjectStore store, FileManifest manifest, int parallelism, CancellationToken cancellation)
    {
        var payments = new GroupedPayments();
        var catalog = new Quarantine.Ledger.QuarantineCatalog(store);
        var options = new ParallelOptions { MaxDegreeOfParallelism = parallelism, CancellationToken = cancellation };
        await Parallel.ForEachAsync(manifest.Chunks, options, async (chunk, token) =>
        {
            var quarantined = chunk.Quarantine is null ? [] : (await catalog.ReadAsync(chunk.Quarantine.Key, token)).Select(row => row.Record.RecordNumber).ToHashSet();
            var sink = new GroupSink(manifest.Landed.Layout, quarantined);
            await new ChunkContent(store, manifest.Landed).ReadRawAsync(manifest.Landed.Chunks[chunk.ChunkIndex], sink, new PaymentTally(), null, token);
            sink.Complete();
            lock (payments._groups) payments.Add(sink);
        });
        return payments;
    }

    /// <summary>The sums by what a kind of claim tells apart.</summary>
    public Dictionary<PaymentGroup, GroupSums> Project(PaymentGroup shape)
    {
        var sums = new Dictionary<PaymentGroup, GroupSums>();
        foreach (var (group, sum) in _groups)
            if ((group.Recipients & shape.Recipients) != 0)
                sums[group.Project(shape)] = sums.GetValueOrDefault(group.Project(shape)).Plus(sum);
        return sums;
    }

    private void Add(GroupSink sink)
    {
        foreach (var (group, sum) in sink.Groups) _groups[group] = _groups.GetValueOrDefault(group).Plus(sum);
        UnplacedCount += sink.UnplacedCount;
    }
}
