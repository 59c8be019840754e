using System.Globalization;
using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Reconciliation.Content;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Runs.Replay;

/// <summary>The parts of one chunk, written by two versions, compared by what they hold: records and cells, in sums that do not depend on their order.</summary>
internal static class PartsContent
{
    public static async Task<ContentComparison> CompareAsync(
        IObjectStore lake, LandedFile file, RunChunk recorded, IObjectStore scratch, ChunkResult replayed, CancellationToken cancellation)
    {
        var former = new ChunkResult(
            recorded.Index, recorded.RecordCount, recorded.AcceptedCount, recorded.QuarantinedCount, recorded.Amounts, recorded.FindingCounts, ToPart(recorded.Part), ToPart(recorded.Quarantine));
        var (old, oldProblem) = await ReadAsync(lake, file, former, cancellation);
        if (oldProblem is not null) return new ContentComparison(oldProblem, []);
        var (made, madeProblem) = await ReadAsync(scratch, file, replayed, cancellation);
        if (madeProblem is not null) return new ContentComparison(madeProblem, []);
        if (old.Equals(made)) return new ContentComparison(null, []);

        var columns = old.DifferingColumns(made).ToList();
        if (columns.Count == 0) return new ContentComparison(null, [("places of the records", Hex(old.Checksum), Hex(made.Checksum))]);
        return new ContentComparison(null, [.. columns.Select(i => ($"content of {file.Layout.Columns[i].Name}", Say(old.Columns[i]), Say(made.Columns[i])))]);
    }

    private static async Task<(ContentSums Sums, string? Problem)> ReadAsync(IObjectStore store, LandedFile file, ChunkResult chunk, CancellationToken cancellation)
    {
        var sums = new ContentSums(file.Layout.Columns.Length);
        var side = await new ChunkContent(store, file).ReadLakeAsync(chunk, sums, new PaymentTally(), cancellation);
        return (sums, side.Problems.Count == 0 ? null : side.Problems[0].ToString());
    }

    private static PartObject? ToPart(LakeObject? part) => part is null ? null : new PartObject(part.Key, part.LengthBytes, part.Sha256, 0, []);

    private static string Say(ColumnSum sum) => string.Create(CultureInfo.InvariantCulture, $"{sum.ValueCount:N0} values with the checksum {Hex(sum.Checksum)}");

    private static string Hex(ulong checksum) => checksum.ToString("x16", CultureInfo.InvariantCulture);
}

/// <param name="Problem">Why there is nothing to compare; null when there was.</param>
internal sealed record ContentComparison(string? Problem, IReadOnlyList<(string What, string Recorded, string Replayed)> Differences);
