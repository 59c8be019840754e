using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Columns;
using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Parquet;
using OpenPayments.Ingestion.Profiles;
using OpenPayments.Ingestion.Rules;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Schema;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Quarantine.Replay;

/// <summary>
/// Judges the quarantined records of one chunk by other rules, with the engine that judged them first. What passes becomes a
/// part beside the chunk's own, what does not a new quarantine part. Keys and bytes are a function of records and rules.
/// </summary>
internal sealed class ChunkReplayer(IObjectStore store, LandedFile file, RuleSet rules, CompressionCodec codec)
{
    private const string Version = "replay 1";

    /// <summary>Null when every record stays in quarantine; nothing has been written then.</summary>
    public async Task<ReplayedChunk?> ReplayAsync(ChunkResult chunk, IReadOnlyList<QuarantineRow> quarantine, bool isDryRun, CancellationToken cancellation)
    {
        var records = quarantine.Select(row => row.Record).ToList();
        var engine = new ChunkEngine(file, rules);
        // One record at a time: beside others a record could be read in another way than it was.
        var results = records.Select(record => (Record: record, Rows: Judge(engine, record, cancellation))).ToList();
        var moved = results.Where(result => result.Rows.RowCount == 1).Select(result => result.Record).ToList();
        if (moved.Count == 0) return null;

        var stays = results.Where(result => result.Rows.RowCount != 1)
            .Select(result => result.Record with { Findings = [.. result.Rows.Quarantined.Single().Findings] }).ToList();
        var id = new ChunkId(file.Id, chunk.ChunkIndex);
        var fingerprint = FingerprintOf(chunk, moved);
        var rows = Gather(moved, cancellation);
        using var writer = PartWriters.Create(codec);
        var part = await PutAsync(writer.Write(rows.Columns, rows.RowCount), LakeKeys.Part(Zone.Staging, id, fingerprint), isDryRun, cancellation);
        if (!isDryRun) await store.PutAsync(LakeKeys.PartSketches(part.Key), new PartProfiler().Profile(rows.Columns), cancellation);
        var remaining = stays.Count == 0 ? null : await PutAsync(
            QuarantineWriter.Write(stays, new QuarantineSource(id, Path.GetFileName(file.RawKey), file.Sha256, rules.Fingerprint), codec),
            LakeKeys.Part(Zone.Quarantine, id, fingerprint), isDryRun, cancellation);
        var result = chunk with
        {
            AcceptedCount = chunk.AcceptedCount + moved.Count,
            QuarantinedCount = chunk.QuarantinedCount - moved.Count,
            Amounts = [.. chunk.Amounts.Zip(rows.Amounts, (before, now) => before with
            {
                AcceptedCents = before.AcceptedCents + now.AcceptedCents,
                QuarantinedCents = before.QuarantinedCents - now.AcceptedCents,
            })],
            Quarantine = remaining,
            Replayed = [.. chunk.Replayed ?? [], part],
        };
        return new ReplayedChunk(result, [.. moved.Select(record => record.RecordNumber)]);
    }

    private static ChunkRows Judge(ChunkEngine engine, QuarantinedRecord record, CancellationToken cancellation) =>
        engine.Run(new RecordBytes(record), new ChunkRange(0, record.OffsetBytes, record.RawBytes.Length, record.RecordNumber, 1), cancellation);

    /// <summary>
    /// All records that pass as one chunk, in the order of the file. Each of them was just read whole by itself, so that its
    /// line end ends it; their places in the file are put in afterwards.
    /// </summary>
    private ChunkRows Gather(List<QuarantinedRecord> moved, CancellationToken cancellation)
    {
        using var joined = new MemoryStream();
        foreach (var record in moved)
        {
            joined.Write(record.RawBytes);
            if (record.RawBytes[^1] != '\n') joined.WriteByte((byte)'\n');
        }

        var all = new QuarantinedRecord(1, 0, joined.ToArray(), []);
        var rows = Judge(new ChunkEngine(file, rules), all, cancellation);
        if (rows.RowCount != moved.Count || rows.RecordCount != moved.Count)
            throw new InvalidOperationException($"{moved.Count} records of {file.Id} passed one by one, but {rows.RowCount} of {rows.RecordCount} together.");
        return rows with { Columns = [.. rows.Columns.Select(column => Replace(column, moved))] };
    }

    private static ColumnData Replace(ColumnData column, List<QuarantinedRecord> moved) => column.Name switch
    {
        ProvenanceColumns.RecordNumber => Numbers(column, moved, record => record.RecordNumber),
        ProvenanceColumns.OffsetBytes => Numbers(column, moved, record => record.OffsetBytes),
        ProvenanceColumns.LengthBytes => Numbers(column, moved, record => record.RawBytes.Length),
        _ => column,
    };

    private static NumberColumnBuilder Numbers(ColumnData column, List<QuarantinedRecord> moved, Func<QuarantinedRecord, long> valueOf)
    {
        var numbers = new NumberColumnBuilder(column.Name, column.Type);
        numbers.Append([.. moved.Select(valueOf)]);
        return numbers;
    }

    private string FingerprintOf(ChunkResult chunk, IEnumerable<QuarantinedRecord> moved) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"{Version}\n{file.Sha256}\n{chunk.Quarantine!.Sha256}\nrules {rules.Fingerprint}\ncodec {codec}\nwriter {PartWriters.WriterVersion}\nquarantine {QuarantineWriter.WriterVersion}\n{string.Join(',', moved.Select(record => record.RecordNumber))}"))))[..16];

    private async Task<PartObject> PutAsync(WrittenPart part, string key, bool isDryRun, CancellationToken cancellation)
    {
        if (!isDryRun) await store.PutAsync(key, part.Bytes, cancellation);
        return part.ToObject(key);
    }

    /// <summary>The raw file as far as it matters here: the bytes of one record in their place.</summary>
    private sealed class RecordBytes(QuarantinedRecord record) : IObjectReader
    {
        public long LengthBytes => record.OffsetBytes + record.RawBytes.Length;

        public int Read(long offset, Span<byte> buffer)
        {
            var rest = record.RawBytes.AsSpan((int)(offset - record.OffsetBytes));
            var length = Math.Min(rest.Length, buffer.Length);
            rest[..length].CopyTo(buffer);
            return length;
        }

        public void Dispose()
        {
        }
    }
}
