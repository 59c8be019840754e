using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Audit;

/// <summary>
/// Adds to the audit tables of a lake, which only ever grow. A command's rows stand in each table once, however often they are
/// added: their part has a key of its own, and the commit that adds it names the run.
/// </summary>
public sealed class AuditLog(IObjectStore store, TimeProvider time)
{
    /// <summary>The row in <c>audit_runs</c> comes last: where it is, the others are. Those know nothing of one another, and are written side by side.</summary>
    public async Task AppendAsync(AuditEntries entries, CancellationToken cancellation = default)
    {
        await Task.WhenAll(
            AppendBeside(FilesTable.Table, entries.Files),
            AppendBeside(ChunksTable.Table, entries.Chunks),
            AppendBeside(ValidationTable.Table, entries.Results),
            AppendBeside(DriftTable.Table, entries.Drift));
        var record = entries.Run.RecordKey is { } key ? ObjectOf(key, (await store.ReadAsync(key, cancellation))!) : null;
        await AppendAsync(RunsTable.Table, [entries.Run], entries, record, cancellation);

        Task AppendBeside<TRow>(AuditTable<TRow> table, ImmutableArray<TRow> rows) =>
            Task.Run(() => AppendAsync(table, rows, entries, record: null, cancellation), cancellation);
    }

    /// <param name="record">The run record that the row in <c>audit_runs</c> is about.</param>
    private async Task AppendAsync<TRow>(AuditTable<TRow> table, ImmutableArray<TRow> rows, AuditEntries entries, LakeObject? record, CancellationToken cancellation)
    {
        if (rows.IsEmpty) return;
        var key = LakeKeys.AuditPart(table.Name, entries.ProgramYear, entries.Run.RunId);
        var part = await PutAsync(key, table.Write(rows).Bytes, cancellation);
        await table.Open(store, time).AppendAsync(
            string.Create(CultureInfo.InvariantCulture, $"openpayments/run/{entries.ProgramYear}/{entries.Run.RunId}"),
            entries.ProgramYear,
            new PartObject(part.Key, part.LengthBytes, part.Sha256, rows.Length, []),
            table.Schema,
            entries.Run.FinishedAt,
            AuditObjects.TagsOf(part, record),
            cancellation);
    }

    /// <summary>What an earlier attempt has written stays: a commit may name it by its digest already.</summary>
    private async Task<LakeObject> PutAsync(string key, ReadOnlyMemory<byte> bytes, CancellationToken cancellation) =>
        ObjectOf(key, await store.PutIfAbsentAsync(key, bytes, cancellation) ? bytes.Span : (await store.ReadAsync(key, cancellation))!);

    private static LakeObject ObjectOf(string key, ReadOnlySpan<byte> bytes) => new(key, bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes)));
}
