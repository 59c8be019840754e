using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Reconciliation.Content;

/// <summary>A whole file on both sides, chunk by chunk summed up, and where they differ.</summary>
internal sealed class ContentAudit
{
    private const int MostLocatedChunks = 3;

    private readonly Lock _lock = new();
    private readonly LandedFile _file;
    private readonly ProfileTally _profile;

    private ContentAudit(LandedFile file)
    {
        _file = file;
        Raw = new ContentSums(file.Layout.Columns.Length);
        Lake = new ContentSums(file.Layout.Columns.Length);
        _profile = new ProfileTally(file);
    }

    public ContentSums Raw { get; }

    public ContentSums Lake { get; }

    public PaymentTally RawPayments { get; } = new();

    public PaymentTally LakePayments { get; } = new();

    /// <summary>What the raw file looks like.</summary>
    public ContentProfile Profile => _profile.ToProfile(Raw, RawPayments);

    public long RowCount { get; private set; }

    public long QuarantinedCount { get; private set; }

    /// <summary>Chunks whose two sides differ, and the columns in which they do.</summary>
    public SortedDictionary<int, IReadOnlyList<int>> DifferingChunks { get; } = [];

    /// <summary>Chunks whose raw records are not as many as the engine said.</summary>
    public SortedSet<int> MiscountedChunks { get; } = [];

    public List<PartProblem> PartProblems { get; } = [];

    /// <summary>Why the raw file could not be read to the end of a chunk.</summary>
    public string? RawProblem { get; private set; }

    /// <summary>The first differences, record by record.</summary>
    public List<string> Differences { get; } = [];

    /// <param name="ids">Given the record ids of the raw file, chunk by chunk in any order.</param>
    public static async Task<ContentAudit> RunAsync(
        IObjectStore store, LandedFile file, IReadOnlyList<ChunkResult> chunks, int parallelism, RecordIdIndex? ids, IProgress<int>? doneBytes, CancellationToken cancellation)
    {
        var audit = new ContentAudit(file);
        var readers = new System.Collections.Concurrent.ConcurrentBag<ChunkContent>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = parallelism, CancellationToken = cancellation };
        await Parallel.ForEachAsync(chunks.Where(chunk => chunk.ChunkIndex < file.Chunks.Length), options, async (chunk, token) =>
        {
            if (!readers.TryTake(out var content)) content = new ChunkContent(store, file);
            await audit.AddAsync(content, chunk, ids, token);
            readers.Add(content);
            doneBytes?.Report((int)Math.Min(int.MaxValue, file.Chunks[chunk.ChunkIndex].LengthBytes));
        });
        audit.PartProblems.Sort((left, right) => string.CompareOrdinal(left.Key, right.Key));

        var locating = new ChunkContent(store, file);
        foreach (var (index, columns) in audit.DifferingChunks.Take(MostLocatedChunks))
            audit.Differences.AddRange(await DifferenceLocator.FindAsync(locating, file, chunks.First(chunk => chunk.ChunkIndex == index), columns, cancellation));
        return audit;
    }

    private async Task AddAsync(ChunkContent content, ChunkResult chunk, RecordIdIndex? ids, CancellationToken cancellation)
    {
        var range = _file.Chunks[chunk.ChunkIndex];
        ContentSums raw = new(_file.Layout.Columns.Length), lake = new(_file.Layout.Columns.Length);
        PaymentTally rawPayments = new(), lakePayments = new();
        var run = ids is null ? null : new RecordIdRun();
        var profile = new ProfileTally(_file);
        string? rawProblem = null;
        try
        {
            await content.ReadRawAsync(range, raw, rawPayments, run, cancellation, profile);
        }
        catch (Exception failure) when (failure is InputException or StoreException)
        {
            rawProblem = failure.Message;
        }

        var side = await content.ReadLakeAsync(chunk, lake, lakePayments, cancellation);
        if (run is not null) ids!.Add(run);
        lock (_lock)
        {
            Raw.Add(raw);
            Lake.Add(lake);
            RawPayments.Add(rawPayments);
            LakePayments.Add(lakePayments);
            _profile.Add(profile);
            RowCount += side.RowCount;
            QuarantinedCount += side.QuarantinedCount;
            PartProblems.AddRange(side.Problems);
            RawProblem ??= rawProblem;
            if (!raw.Equals(lake)) DifferingChunks.Add(chunk.ChunkIndex, [.. raw.DifferingColumns(lake)]);
            if (raw.RecordCount != range.RecordCount || raw.RecordCount != chunk.RecordCount) MiscountedChunks.Add(chunk.ChunkIndex);
        }
    }
}
