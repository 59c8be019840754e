using System.Collections.Immutable;
using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Tables;

/// <summary>
/// A Delta Lake table of the lake, partitioned by program year. Whoever writes the next commit of its log first has it;
/// whoever comes second reads the log again and decides anew, so that any number of writers leave the newest publication.
/// There are no checkpoints: a swap of a year is one commit, so a table has a few dozen.
/// </summary>
public sealed class DeltaTable(IObjectStore store, string tableRoot, TimeProvider time)
{
    private const int ReadAheadCount = 8;

    /// <summary>The table's folder in the lake, such as <c>staging/general_payments</c>.</summary>
    public string Root => tableRoot;

    /// <summary>The table at a version or as it is now; null when there is none. The log is read until a commit is absent, never listed.</summary>
    public async Task<DeltaSnapshot?> ReadSnapshotAsync(long? version = null, CancellationToken cancellation = default)
    {
        var replay = new DeltaReplay(store.Location, tableRoot);
        var count = 0L;
        while (version is null || count <= version)
        {
            var commits = await Task.WhenAll(Enumerable.Range(0, ReadAheadCount).Select(ahead => store.ReadAsync(DeltaLog.CommitKey(tableRoot, count + ahead), cancellation)));
            foreach (var commit in commits.TakeWhile(commit => commit is not null && !(count > version)))
                replay.Apply(count++, commit);
            if (commits.Contains(null)) break;
        }

        if (count == 0) await ThrowIfTruncatedAsync(cancellation);
        if (version >= count)
            throw new InputException($"The table {tableRoot} in the lake {store.Location} has no version {version}: its versions are 0 to {count - 1}.");
        return count == 0 ? null : replay.ToSnapshot();
    }

    /// <summary>
    /// Swaps a program year's parts for those of one publication, in one commit. Commits nothing when they are what the table
    /// shows already, or when it shows a newer publication: the result then names that.
    /// </summary>
    /// <param name="parts">Present in the store already.</param>
    /// <param name="schema">What the parts may have; the table's schema grows by what it lacks.</param>
    /// <param name="info">What people shall read in the table's history.</param>
    /// <returns>The publication that the table shows of that year.</returns>
    public async Task<PublicationTransaction> ReplaceYearAsync(
        FileId file, IReadOnlyList<PartObject> parts, TableSchema schema, IReadOnlyDictionary<string, string> info, CancellationToken cancellation = default)
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var snapshot = await ReadSnapshotAsync(cancellation: cancellation);
            var current = snapshot?.CurrentOf(file.ProgramYear);
            if (current is not null && current.File.Publication > file.Publication) return current;

            var shown = snapshot?.Files.Where(shownFile => shownFile.ProgramYear == file.ProgramYear).ToImmutableArray() ?? [];
            if (current?.File == file && shown.Select(shownFile => shownFile.Key).ToHashSet().SetEquals(parts.Select(part => part.Key))) return current;

            var next = new PublicationTransaction(file, current?.File == file ? current.Revision + 1 : 0);
            var commit = WriteCommit(snapshot, shown, next, parts, schema, info);
            if (await store.PutIfAbsentAsync(DeltaLog.CommitKey(tableRoot, snapshot is null ? 0 : snapshot.Version + 1), commit, cancellation)) return next;
        }
    }

    /// <summary>Adds a part in one commit. Commits nothing when it has been added under this application id before, by whomever.</summary>
    /// <param name="part">Present in the store already.</param>
    /// <param name="tags">What the log shall know of the part besides.</param>
    public async Task AppendAsync(
        string applicationId, int programYear, PartObject part, TableSchema schema, DateTimeOffset modifiedAt, IReadOnlyDictionary<string, string> tags, CancellationToken cancellation = default)
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var snapshot = await ReadSnapshotAsync(cancellation: cancellation);
            if (snapshot?.ApplicationIds.Contains(applicationId) == true) return;

            var commit = new DeltaCommit(tableRoot, time.GetUtcNow());
            commit.AddInfo("APPEND", [new("application_id", applicationId)]);
            var merged = AddSchema(commit, snapshot, schema);
            commit.AddTransaction(applicationId, number: 1);
            commit.AddFile(part, programYear, merged, modifiedAt, tags);
            if (await store.PutIfAbsentAsync(DeltaLog.CommitKey(tableRoot, snapshot is null ? 0 : snapshot.Version + 1), commit.Bytes, cancellation)) return;
        }
    }

    private ReadOnlyMemory<byte> WriteCommit(
        DeltaSnapshot? snapshot, ImmutableArray<DeltaFile> shown, PublicationTransaction transaction, IReadOnlyList<PartObject> parts, TableSchema schema, IReadOnlyDictionary<string, string> info)
    {
        var commit = new DeltaCommit(tableRoot, time.GetUtcNow());
        commit.AddInfo("REPLACE PROGRAM YEAR", info);
        var merged = AddSchema(commit, snapshot, schema);
        commit.AddTransaction(transaction.ApplicationId, transaction.Number);

        // A path must not be removed and added by the same commit: parts that stay are not mentioned.
        var shownKeys = shown.Select(file => file.Key).ToHashSet();
        var partKeys = parts.Select(part => part.Key).ToHashSet();
        foreach (var file in shown.Where(file => !partKeys.Contains(file.Key)))
            commit.AddRemoval(file);
        var publishedAt = new DateTimeOffset(transaction.File.Publication.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        foreach (var part in parts.Where(part => !shownKeys.Contains(part.Key)).OrderBy(part => part.Key, StringComparer.Ordinal))
            commit.AddFile(part, transaction.File.ProgramYear, merged, publishedAt);
        return commit.Bytes;
    }

    /// <summary>The table's schema from this commit on, which says so when it is another than before.</summary>
    private TableSchema AddSchema(DeltaCommit commit, DeltaSnapshot? snapshot, TableSchema schema)
    {
        if (snapshot is null) commit.AddProtocol();
        var merged = MergeSchemas(snapshot, schema);
        if (merged != snapshot?.Schema) commit.AddMetadata(merged);
        return merged;
    }

    private TableSchema MergeSchemas(DeltaSnapshot? snapshot, TableSchema schema)
    {
        if (snapshot is null) return schema;
        return snapshot.Schema.Merge(schema, out var conflictingColumn)
            ?? throw new InputException($"Column {conflictingColumn} of the table {tableRoot} in the lake {store.Location} has another type than in this file: ingest it into a new lake with --lake.");
    }

    /// <summary>A table whose first commits are gone must not be taken for one that was never there.</summary>
    private async Task ThrowIfTruncatedAsync(CancellationToken cancellation)
    {
        if (await store.GetLengthAsync(DeltaLog.LastCheckpointKey(tableRoot), cancellation) is not null)
            throw new InputException($"Another program has cut off the log of the Delta table {tableRoot} in the lake {store.Location}: restore its _delta_log from a copy, or ingest into a new lake with --lake.");
    }
}
