using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using OpenPayments.Ingestion.Reconciliation.Content;
using OpenPayments.Ingestion.Rules;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Schema;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Quarantine.Ledger;

/// <summary>Which quarantined records are meant; what is null says nothing.</summary>
/// <param name="Rule">Id of a rule that rejected the record.</param>
/// <param name="Column">Canonical name of a column that such a rule spoke of.</param>
/// <param name="File">Id of a file, such as 2023/2025-01-30/general.</param>
public sealed record QuarantineFilter(int? ProgramYear = null, Kind? Kind = null, string? Rule = null, string? Column = null, FileId? File = null, long? RecordNumber = null)
{
    public bool Takes(FileId file) =>
        (ProgramYear is null || file.ProgramYear == ProgramYear) && (Kind is null || file.Kind == Kind) && (File is null || file == File);

    public bool Takes(QuarantinedRecord record) =>
        (RecordNumber is null || record.RecordNumber == RecordNumber)
        && (Rule is null && Column is null || record.Findings.Any(finding => finding.Severity == Severity.Reject && (Rule is null || finding.RuleId == Rule) && (Column is null || finding.Column == Column)));
}

/// <summary>A record that is in quarantine now.</summary>
/// <param name="WaiveReason">Why somebody lets it be there; null when nobody has said so.</param>
public sealed record CataloguedRecord(FileManifest Manifest, int ChunkIndex, QuarantinedRecord Record, string? WaiveReason)
{
    public FileId File => Manifest.Landed.Id;
}

/// <param name="WaivedCount">Records that may stay in quarantine from now on.</param>
public sealed record WaivedFile(FileId File, long WaivedCount);

/// <summary>Reads what is in quarantine now, of the files that the tables show.</summary>
public sealed class QuarantineCatalog(IObjectStore store)
{
    private readonly QuarantineLedger _ledger = new(store);

    /// <summary>By year, publication and kind, then in the order of the file.</summary>
    public async Task<IReadOnlyList<CataloguedRecord>> ListAsync(QuarantineFilter filter, CancellationToken cancellation = default)
    {
        var records = new List<CataloguedRecord>();
        foreach (var manifest in await FilesAsync(filter, cancellation))
            await foreach (var record in ReadAsync(manifest, cancellation))
                if (filter.Takes(record.Record))
                    records.Add(record);

        return records;
    }

    /// <summary>What a file has in quarantine, current or superseded, in its order; one part is in memory at a time.</summary>
    public async IAsyncEnumerable<CataloguedRecord> ReadAsync(FileManifest manifest, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var waived = WaivedIn(await _ledger.ReadAsync(manifest.Landed.Id, cancellation));
        foreach (var chunk in manifest.Chunks.Where(chunk => chunk.Quarantine is not null))
            foreach (var row in await ReadAsync(chunk.Quarantine!.Key, cancellation))
                yield return new CataloguedRecord(manifest, chunk.ChunkIndex, row.Record, waived.GetValueOrDefault(row.Record.RecordNumber));
    }

    /// <summary>The files that the tables show and the filter takes.</summary>
    public async Task<IReadOnlyList<FileManifest>> FilesAsync(QuarantineFilter filter, CancellationToken cancellation = default)
    {
        var lake = await PublishedLake.ReadAsync(store, cancellation);
        return [.. lake.Manifests.Where(manifest => filter.Takes(manifest.Landed.Id))
            .OrderBy(manifest => manifest.Landed.Id.ProgramYear).ThenBy(manifest => manifest.Landed.Id.Publication).ThenBy(manifest => manifest.Landed.Id.Kind)];
    }

    /// <summary>Writes the same reason down for every record; returns the files that had some without it.</summary>
    public async Task<ImmutableArray<WaivedFile>> WaiveAsync(QuarantineFilter filter, string reason, DateTimeOffset now, CancellationToken cancellation = default)
    {
        var open = (await ListAsync(filter, cancellation)).Where(record => record.WaiveReason != reason).ToList();
        var waived = ImmutableArray.CreateBuilder<WaivedFile>();
        foreach (var file in open.GroupBy(record => record.File))
        {
            ImmutableArray<long> numbers = [.. file.Select(record => record.Record.RecordNumber).Order()];
            var entry = new LedgerEntry(QuarantineLedger.IdOf(LedgerAction.Waive, file.Key, reason, numbers), LedgerAction.Waive, reason, now, Environment.UserName, numbers, null, []);
            await _ledger.AddAsync(file.Key, entry, cancellation);
            waived.Add(new WaivedFile(file.Key, numbers.Length));
        }

        return waived.ToImmutable();
    }

    internal static Dictionary<long, string> WaivedIn(IEnumerable<LedgerEntry> entries)
    {
        var waived = new Dictionary<long, string>();
        foreach (var entry in entries.Where(entry => entry.Action == LedgerAction.Waive))
            foreach (var number in entry.Records)
                waived[number] = entry.Reason;
        return waived;
    }

    internal async Task<IReadOnlyList<QuarantineRow>> ReadAsync(string key, CancellationToken cancellation)
    {
        try
        {
            var bytes = await store.ReadAsync(key, cancellation) ?? throw new InvalidDataException("it is missing");
            return await QuarantineReader.ReadAsync(new MemoryStream(bytes), cancellation);
        }
        catch (Exception failure) when (PartDamage.IsWhatReadersThrow(failure))
        {
            throw new StoreException($"{key} in the lake {store.Location} cannot be read: {failure.Message.TrimEnd('.')}. `openpayments validate` says what is lost; ingest the file again with --force.", failure);
        }
    }
}
