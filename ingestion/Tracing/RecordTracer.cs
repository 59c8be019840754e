using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Quarantine;
using OpenPayments.Ingestion.Reconciliation;
using OpenPayments.Ingestion.Reconciliation.Content;
using OpenPayments.Ingestion.Rules;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Schema;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Tracing;

/// <param name="ProgramYear">Null looks in every year.</param>
/// <param name="IncludeSuperseded">Also publications that a newer one has replaced.</param>
/// <param name="VerifyRaw">Hash the whole raw file, not only cut the record from it.</param>
public sealed record TraceScope(int? ProgramYear = null, bool IncludeSuperseded = false, bool VerifyRaw = true);

/// <summary>From a record id to the row as published, and from there to the bytes that CMS published.</summary>
public sealed class RecordTracer(IObjectStore store)
{
    private static readonly Encoding Windows1252 = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    /// <summary>Every place where the record stands, oldest publication first; empty when it stands nowhere.</summary>
    /// <param name="progress">Told of the hashing of raw files.</param>
    public async Task<ImmutableArray<RecordTrace>> FindAsync(string recordId, TraceScope scope, IProgress<VerifyProgress>? progress = null, CancellationToken cancellation = default)
    {
        var traces = new List<RecordTrace>();
        var rawProblems = new Dictionary<string, string?>();
        foreach (var (manifest, state) in await FindManifestsAsync(scope, cancellation))
        {
            var found = new ConcurrentBag<Match>();
            var options = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation };
            await Parallel.ForEachAsync(manifest.Chunks, options, async (chunk, token) =>
            {
                foreach (var part in chunk.Parts) await ReadingAsync(part, () => FindRowsAsync(manifest, chunk, part, recordId, found, token));
                if (chunk.Quarantine is { } quarantine) await ReadingAsync(quarantine, () => FindQuarantinedAsync(manifest, chunk, quarantine, recordId, found, token));
            });
            if (found.IsEmpty) continue;

            var file = manifest.Landed;
            if (scope.VerifyRaw && !rawProblems.ContainsKey(file.RawKey)) rawProblems[file.RawKey] = await VerifyRawAsync(file, progress, cancellation);
            foreach (var match in found.OrderBy(match => match.Place.Number))
                traces.Add(await DescribeAsync(recordId, manifest, state, match, scope.VerifyRaw, rawProblems.GetValueOrDefault(file.RawKey), cancellation));
        }

        return [.. traces];
    }

    private async Task<IEnumerable<(FileManifest Manifest, SubjectState State)>> FindManifestsAsync(TraceScope scope, CancellationToken cancellation)
    {
        var current = (await PublishedLake.ReadAsync(store, cancellation)).Manifests.ToDictionary(manifest => manifest.Landed.Id);
        var manifests = new FileManifests(store);
        var found = new List<(FileManifest, SubjectState)>();
        foreach (var file in await manifests.ListAsync(cancellation))
        {
            if (scope.ProgramYear is { } year && file.ProgramYear != year) continue;
            if (current.TryGetValue(file, out var manifest)) found.Add((manifest, SubjectState.Current));
            else if (scope.IncludeSuperseded && await manifests.ReadAsync(file, cancellation) is { } superseded) found.Add((superseded, SubjectState.Superseded));
        }

        return found.Where(entry => RecordIdColumn.IndexOf(entry.Item1.Landed.Layout) >= 0);
    }

    /// <summary>A part that cannot be read may hold the record; not to have found it there would be no answer.</summary>
    private async Task ReadingAsync(PartObject part, Func<Task> read)
    {
        try
        {
            await read();
        }
        catch (Exception failure) when (PartDamage.IsWhatReadersThrow(failure))
        {
            throw new StoreException($"{part.Key} in the lake {store.Location} is damaged: {failure.Message.TrimEnd('.')}. `openpayments validate` says what is lost; ingest the file again with --force.", failure);
        }
    }

    private async Task FindRowsAsync(FileManifest manifest, ChunkResult chunk, PartObject part, string recordId, ConcurrentBag<Match> found, CancellationToken cancellation)
    {
        var file = manifest.Landed;
        var bytes = await ReadPartAsync(part, cancellation);
        var column = file.Layout.Columns[RecordIdColumn.IndexOf(file.Layout)].Name;
        foreach (var row in await PartRows.FindAsync(new MemoryStream(bytes), column, recordId, cancellation))
        {
            var place = new RecordPlace(
                Number(ProvenanceColumns.RecordNumber), Number(ProvenanceColumns.OffsetBytes), (int)Number(ProvenanceColumns.LengthBytes));
            found.Add(new Match(chunk.ChunkIndex, part, IsIntact(part, bytes), row.RowNumber, place, row.Values, Quarantined: null));

            long Number(string name) => long.Parse(row.Values.GetValueOrDefault(name, "0"), CultureInfo.InvariantCulture);
        }
    }

    private async Task FindQuarantinedAsync(FileManifest manifest, ChunkResult chunk, PartObject part, string recordId, ConcurrentBag<Match> found, CancellationToken cancellation)
    {
        var file = manifest.Landed;
        var bytes = await ReadPartAsync(part, cancellation);
        var cells = new CellReader(file);
        var idColumn = RecordIdColumn.IndexOf(file.Layout);
        var rowNumber = 0L;
        foreach (var row in await QuarantineReader.ReadAsync(new MemoryStream(bytes), cancellation))
        {
            rowNumber++;
            var record = row.Record;
            var isIt = cells.Read(record.RawBytes).GetValueOrDefault(idColumn) == recordId || !cells.IsReadable && Mentions(record.RawBytes, recordId);
            if (isIt) found.Add(new Match(chunk.ChunkIndex, part, IsIntact(part, bytes), rowNumber, new RecordPlace(record.RecordNumber, record.OffsetBytes, record.RawBytes.Length), null, record));
        }
    }

    /// <summary>Whether a record without clear fields holds the id as a word of its own.</summary>
    private static bool Mentions(ReadOnlySpan<byte> record, string recordId)
    {
        var id = Encoding.UTF8.GetBytes(recordId);
        for (var start = 0; record[start..].IndexOf(id) is >= 0 and var at; start += at + 1)
        {
            int from = start + at, to = from + id.Length;
            if ((from == 0 || !char.IsAsciiLetterOrDigit((char)record[from - 1])) && (to == record.Length || !char.IsAsciiLetterOrDigit((char)record[to]))) return true;
        }

        return false;
    }

    private async Task<RecordTrace> DescribeAsync(
        string recordId, FileManifest manifest, SubjectState state, Match match, bool isRawHashed, string? rawProblem, CancellationToken cancellation)
    {
        var file = manifest.Landed;
        var zone = match.Quarantined is null ? Zone.Staging : Zone.Quarantine;
        var (bytes, cutProblem) = await CutAsync(file, match, cancellation);
        var problem = rawProblem ?? cutProblem;
        return new RecordTrace(
            recordId, file.Id.ToString(), file.Id.ProgramYear, file.Id.Publication, file.Id.Kind, state, match.Quarantined is not null,
            LakeKeys.Table(zone, file.Id.Kind), new ChunkId(file.Id, match.ChunkIndex).ToString(), manifest.RunId, manifest.SettingsFingerprint,
            new TracedPart(match.Part.Key, match.Part.Sha256, match.IsPartIntact, match.RowNumber),
            new TracedRaw(
                file.RawKey, file.Sha256, isRawHashed && problem is null, match.Place.Number, match.Place.OffsetBytes, match.Place.LengthBytes,
                Convert.ToHexStringLower(SHA256.HashData(bytes)), (file.Encoding == TextEncoding.Windows1252 ? Windows1252 : Encoding.UTF8).GetString(bytes), bytes, problem),
            match.Quarantined is { } record ? [.. record.Findings] : await JudgeAsync(file, match.Place, problem, cancellation),
            [.. CompareCells(file, match, bytes)]);
    }

    private static IEnumerable<TracedCell> CompareCells(LandedFile file, Match match, byte[] bytes)
    {
        var raw = new CellReader(file).Read(bytes);
        for (var i = 0; i < file.Layout.Columns.Length; i++)
        {
            var column = file.Layout.Columns[i];
            var rawValue = raw.GetValueOrDefault(i);
            var value = match.Row is null ? rawValue
                : column.Name == Tables.TableSchema.PartitionColumn ? file.Id.ProgramYear.ToString(CultureInfo.InvariantCulture)
                : match.Row.GetValueOrDefault(column.Name);
            if (value is not null || rawValue is not null) yield return new TracedCell(column.Name, column.SourceName, value, rawValue);
        }
    }

    /// <summary>The record's bytes from the raw zone; of a quarantined record they must be those that the quarantine keeps.</summary>
    private async Task<(byte[] Bytes, string? Problem)> CutAsync(LandedFile file, Match match, CancellationToken cancellation)
    {
        try
        {
            using var raw = await store.OpenAsync(file.RawKey, cancellation);
            var bytes = new byte[match.Place.LengthBytes];
            var length = raw.Read(match.Place.OffsetBytes, bytes);
            if (length < bytes.Length) return (bytes[..length], $"{file.RawKey} ends before the record does");
            if (match.Quarantined is { } record && !record.RawBytes.AsSpan().SequenceEqual(bytes)) return (bytes, $"{file.RawKey} has other bytes there than the quarantine keeps");
            return (bytes, null);
        }
        catch (StoreException failure)
        {
            return ([], failure.Message);
        }
    }

    private async Task<ImmutableArray<Finding>> JudgeAsync(LandedFile file, RecordPlace place, string? problem, CancellationToken cancellation)
    {
        if (problem is not null) return [];
        using var raw = await store.OpenAsync(file.RawKey, cancellation);
        // Whatever spoke of a row has let it pass.
        return [.. RecordFindings.Of(file, raw, new ChunkRange(0, place.OffsetBytes, place.LengthBytes, place.Number, 1), cancellation).Select(finding => finding with { Severity = Severity.Warn })];
    }

    private async Task<string?> VerifyRawAsync(LandedFile file, IProgress<VerifyProgress>? progress, CancellationToken cancellation)
    {
        try
        {
            using var raw = await store.OpenAsync(file.RawKey, cancellation);
            var doneBytes = 0L;
            var recount = ObjectHash.Compute(raw, count => progress?.Report(new VerifyProgress(doneBytes += count, file.LengthBytes)), cancellation);
            return recount == file.Sha256 ? null : $"{file.RawKey} is not what was landed: its SHA-256 is {recount}, landed was {file.Sha256}";
        }
        catch (StoreException failure)
        {
            return failure.Message;
        }
    }

    private async Task<byte[]> ReadPartAsync(PartObject part, CancellationToken cancellation) =>
        await store.ReadAsync(part.Key, cancellation)
        ?? throw new StoreException($"{part.Key} is missing in the lake {store.Location}: `openpayments verify` lists all that is missing; ingest the file again with --force.");

    private static bool IsIntact(PartObject part, byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes)) == part.Sha256;

    /// <param name="Row">Null for a quarantined record.</param>
    private sealed record Match(
        int ChunkIndex, PartObject Part, bool IsPartIntact, long RowNumber, RecordPlace Place, IReadOnlyDictionary<string, string>? Row, QuarantinedRecord? Quarantined);
}
