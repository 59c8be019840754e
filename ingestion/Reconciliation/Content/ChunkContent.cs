using System.Security.Cryptography;
using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Reconciliation.Content;

/// <summary>The two sides of one chunk: what the raw file holds, and what its parts hold, read back.</summary>
internal sealed class ChunkContent(IObjectStore store, LandedFile file)
{
    private readonly RawContent _raw = new(file);
    private readonly PartContent _part = new(file);
    private readonly QuarantineContent _quarantine = new(file);

    public async Task ReadRawAsync(ChunkRange range, ICellSink sink, PaymentTally tally, RecordIdRun? ids, CancellationToken cancellation, ProfileTally? profile = null)
    {
        using var raw = await store.OpenAsync(file.RawKey, cancellation);
        _raw.Read(raw, range, sink, tally, ids, cancellation, profile);
    }

    /// <summary>Reads the chunk's parts. What is wrong with one of them is said in the result; the other is read all the same.</summary>
    public async Task<LakeSide> ReadLakeAsync(ChunkResult chunk, ICellSink sink, PaymentTally tally, CancellationToken cancellation)
    {
        var problems = new List<PartProblem>();
        var rows = 0L;
        foreach (var part in chunk.Parts) rows += await ReadAsync(part, bytes => _part.ReadAsync(bytes, sink, tally, cancellation));
        var quarantined = chunk.Quarantine is null ? 0 : await ReadAsync(chunk.Quarantine, async part => await _quarantine.ReadAsync(part, sink, tally, cancellation));
        return new LakeSide(rows, quarantined, problems);

        async Task<long> ReadAsync(PartObject part, Func<Stream, Task<long>> read)
        {
            try
            {
                var bytes = await store.ReadAsync(part.Key, cancellation);
                if (bytes is null)
                {
                    problems.Add(new PartProblem(part.Key, "it is missing"));
                    return 0;
                }

                var sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
                if (sha256 != part.Sha256) problems.Add(new PartProblem(part.Key, $"it is not the part that was written: its SHA-256 is {sha256}, the manifest says {part.Sha256}"));
                return await read(new MemoryStream(bytes));
            }
            catch (Exception failure) when (PartDamage.IsWhatReadersThrow(failure))
            {
                problems.Add(new PartProblem(part.Key, $"it cannot be read: {failure.Message.TrimEnd('.')}"));
                return 0;
            }
        }
    }
}

/// <param name="RowCount">Rows that the part holds, by its own footer.</param>
internal sealed record LakeSide(long RowCount, long QuarantinedCount, IReadOnlyList<PartProblem> Problems);

/// <summary>What is wrong with an object, in words.</summary>
internal sealed record PartProblem(string Key, string Problem)
{
    public override string ToString() => $"{Key}: {Problem}";
}
