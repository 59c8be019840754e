using System.Collections.Immutable;
using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Profiles;
using OpenPayments.Ingestion.Quarantine.Ledger;
using OpenPayments.Ingestion.Reconciliation;
using OpenPayments.Ingestion.Rules;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Quarantine.Replay;

/// <param name="RemainingCount">Records of the file that are in quarantine afterwards.</param>
/// <param name="CertificateDigest">Of the certificate that was issued before the move; null when nothing moved.</param>
public sealed record ReplayOutcome(string File, long MovedCount, long RemainingCount, ImmutableArray<long> Moved, string? CertificateDigest);

/// <summary>
/// Judges quarantined records again and moves what passes into the table. The order is: new parts → proof that raw file, rows
/// and quarantine still balance, cell by cell → ledger → manifest → commits. The old quarantine parts stay, and the tables'
/// earlier versions show them.
/// </summary>
public sealed class QuarantineReplayer(IObjectStore store, TimeProvider time, int parallelism)
{
    private readonly QuarantineCatalog _catalog = new(store);
    private readonly QuarantineLedger _ledger = new(store);

    /// <summary>One outcome for each file that has or had quarantined records. Throws <see cref="StoreException"/> when a file would not balance; it is left as it was.</summary>
    /// <param name="filter">Only its years, kinds and files count: the records of a file are judged together.</param>
    public async Task<ImmutableArray<ReplayOutcome>> ReplayAsync(
        QuarantineFilter filter, RuleSet rules, CompressionCodec codec, string reason, bool isDryRun = false, CancellationToken cancellation = default)
    {
        var outcomes = ImmutableArray.CreateBuilder<ReplayOutcome>();
        foreach (var manifest in await _catalog.FilesAsync(filter, cancellation))
            if (manifest.QuarantineParts.Any() || manifest.Chunks.Any(chunk => chunk.Replayed is not null))
                outcomes.Add(await ReplayFileAsync(manifest, rules, codec, reason, isDryRun, cancellation));
        return outcomes.ToImmutable();
    }

    private async Task<ReplayOutcome> ReplayFileAsync(FileManifest manifest, RuleSet rules, CompressionCodec codec, string reason, bool isDryRun, CancellationToken cancellation)
    {
        var file = manifest.Landed;
        var replayer = new ChunkReplayer(store, file, rules, codec);
        var chunks = new List<ChunkResult>();
        var moved = new List<long>();
        foreach (var chunk in manifest.Chunks)
        {
            var replayed = chunk.Quarantine is null ? null : await replayer.ReplayAsync(chunk, await _catalog.ReadAsync(chunk.Quarantine.Key, cancellation), isDryRun, cancellation);
            chunks.Add(replayed?.Result ?? chunk);
            if (replayed is not null) moved.AddRange(replayed.Moved);
        }

        var remaining = chunks.Sum(chunk => chunk.QuarantinedCount);
        if (moved.Count == 0 && !isDryRun) await PublishAsync(manifest, cancellation); // What an interrupted replay left undone, if anything.
        if (moved.Count == 0 || isDryRun) return new ReplayOutcome(file.Id.ToString(), moved.Count, remaining, [.. moved], null);

        var report = await new Reconciler(store).ReconcileAsync(file, chunks, cancellation, []);
        var next = manifest with { Chunks = [.. chunks], Validation = report with { AcceptReason = manifest.Validation.AcceptReason } };
        var certificate = await CertifyAsync(next, cancellation);
        var stays = next.QuarantineParts.Select(part => part.Key).ToHashSet();
        var former = manifest.QuarantineParts.Where(part => !stays.Contains(part.Key)).Select(LakeObject.Of);
        var id = QuarantineLedger.IdOf(LedgerAction.Replay, file.Id, rules.Fingerprint, moved);
        await _ledger.AddAsync(file.Id, new LedgerEntry(id, LedgerAction.Replay, reason, time.GetUtcNow(), Environment.UserName, [.. moved], rules.Fingerprint, [.. former]), cancellation);
        await WriteStagedAsync(next, cancellation);
        await new FileProfiles(store).WriteAsync(next, cancellation);
        await PublishAsync(next, cancellation);
        return new ReplayOutcome(file.Id.ToString(), moved.Count, remaining, [.. moved], certificate.Digest);
    }

    private Task<FileManifest> PublishAsync(FileManifest manifest, CancellationToken cancellation) =>
        new PublicationPublisher(store, time).PublishAsync(manifest.Landed, manifest.Chunks, manifest.Validation, manifest.SettingsFingerprint, manifest.RunId, cancellation);

    /// <summary>What was unbalanced before is no reason to leave a record where it is; what the replay itself would break is.</summary>
    private async Task<Certificate> CertifyAsync(FileManifest next, CancellationToken cancellation)
    {
        var issuer = new CertificateIssuer(store, time, parallelism);
        var certificate = await issuer.IssueAsync(new CertificateSubject(next, SubjectState.Staged, [], RemovedCount: null), ValidationSettings.Default, mustBeUnique: false, cancellation: cancellation);
        var failed = certificate.Statement.Checks.Where(check => check is { Verdict: Verdict.Fail } && check.Name != CertificateChecks.ControlTotal).ToList();
        return failed.Count == 0
            ? certificate
            : throw new StoreException($"The quarantine of {next.Landed.Id} was not replayed, because the file would not balance: {string.Join(" ", failed.Select(check => $"{check.Name}: {check.Detail}"))} Nothing was moved; `openpayments validate {next.Landed.Id.ProgramYear}` says whether the lake is damaged.");
    }

    private async Task WriteStagedAsync(FileManifest next, CancellationToken cancellation)
    {
        var staged = new FileManifests(store, isStaged: true);
        var seen = await staged.SeeAsync(next.Landed.Id, cancellation);
        await staged.TryWriteAsync(next with { IsCurrent = false }, seen, cancellation);
    }
}
