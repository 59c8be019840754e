using System.Collections.Immutable;
using System.Text.Json;
using OpenPayments.Ingestion.Reconciliation.Summaries;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Schema;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Reconciliation;

/// <summary>What came out of validating a program year.</summary>
/// <param name="Checks">On the year's files together.</param>
public sealed record YearValidation(int ProgramYear, Verdict Verdict, ImmutableArray<FileValidation> Files, ImmutableArray<ValidationCheck> Checks);

/// <param name="Drift">How the content differs from that of the file's predecessor; null when there is none or when nobody asked.</param>
/// <param name="Certificate">Key of the certificate in the lake; its page stands beside it.</param>
public sealed record FileValidation(
    string File, SubjectState State, Verdict Verdict, string? AcceptReason, ImmutableArray<ValidationCheck> Checks, ImmutableArray<string> Differences, string Certificate, string CertificatePage, string CertificateDigest, ContentDrift? Drift);

/// <param name="MustBeUnique">Search for record ids that stand twice.</param>
/// <param name="MustCompare">Compare the content with that of the publication or year before.</param>
/// <param name="IncludeSuperseded">Also the publications that a newer one has replaced.</param>
public sealed record YearValidationScope(bool MustBeUnique = true, bool MustCompare = true, bool IncludeSuperseded = false);

/// <summary>
/// Validates what the lake holds of a program year, staged or published, as often as one likes: it reads, and writes nothing
/// but certificates and its own verdict to <c>metadata/validations</c>.
/// </summary>
public sealed class YearValidator(IObjectStore store, TimeProvider time, int parallelism)
{
    private readonly CertificateIssuer _issuer = new(store, time, parallelism);
    private readonly FileDrift _drift = new(store, parallelism);

    /// <summary>Throws <see cref="InputException"/> when the lake holds nothing of the year.</summary>
    public async Task<YearValidation> ValidateAsync(
        int programYear, ValidationSettings settings, YearValidationScope scope, IProgress<VerifyProgress>? progress = null, CancellationToken cancellation = default)
    {
        var lake = await PublishedLake.ReadAsync(store, cancellation);
        var subjects = await FindAsync(programYear, lake, cancellation);
        if (subjects.Count == 0)
            throw new InputException($"The lake {store.Location} holds nothing of {programYear}. `openpayments status` shows what it holds; ingest the year first.");

        var chosen = subjects.Where(subject => subject.State != SubjectState.Superseded || scope.IncludeSuperseded).ToList();
        var total = chosen.Sum(subject => subject.Manifest.Landed.LengthBytes);
        var bytes = progress is null ? null : new ByteProgress(progress, total);
        var files = ImmutableArray.CreateBuilder<FileValidation>();
        foreach (var subject in chosen)
        {
            var certificate = await _issuer.IssueAsync(subject, settings, scope.MustBeUnique, bytes, cancellation);
            var drift = scope.MustCompare ? await _drift.CompareAsync(subject.Manifest.Landed, settings.Drift, cancellation) : null;
            files.Add(Describe(subject.Manifest.Landed.Id, certificate, drift, settings.Drift));
        }

        ImmutableArray<ValidationCheck> checks = [CheckWhole(programYear, lake), .. await CompareTotalsOfAllAsync(programYear, subjects, settings, cancellation)];
        var verdict = files.Select(file => file.Verdict).Concat(checks.Select(check => check.Verdict)).Max();
        var validation = new YearValidation(programYear, verdict, files.ToImmutable(), checks);
        await store.PutAsync(LakeKeys.YearValidation(programYear), JsonSerializer.SerializeToUtf8Bytes(validation, LakeJson.Indented), cancellation);
        return validation;
    }

    private async Task<List<CertificateSubject>> FindAsync(int programYear, PublishedLake lake, CancellationToken cancellation)
    {
        var manifests = await ReadAsync(new FileManifests(store), programYear, cancellation);
        var staged = await ReadAsync(new FileManifests(store, isStaged: true), programYear, cancellation);
        var shown = lake.Manifests.Select(manifest => manifest.Landed.Id).ToHashSet();
        var removed = new Dictionary<DateOnly, IReadOnlyDictionary<Kind, long>>();
        foreach (var manifest in manifests.Values.Where(manifest => manifest.Landed.Id.Kind == Kind.Removed))
            removed[manifest.Landed.Id.Publication] = await RemovedRecords.CountAsync(store, manifest, cancellation);

        var subjects = new List<CertificateSubject>();
        foreach (var file in manifests.Keys.Union(staged.Keys).OrderBy(file => file.Publication).ThenBy(file => file.Kind))
        {
            var published = manifests.GetValueOrDefault(file);
            // What was ingested last and differs from what is published is what publishing is next to.
            var isStaged = staged.TryGetValue(file, out var candidate) && (published is null || !published.HasSamePartsAs(candidate));
            subjects.Add(new CertificateSubject(
                isStaged ? candidate! : published!,
                isStaged ? SubjectState.Staged : shown.Contains(file) ? SubjectState.Current : SubjectState.Superseded,
                [.. lake.Differences.Where(difference => Concerns(difference, file))],
                removed.GetValueOrDefault(file.Publication)?.TryGetValue(file.Kind, out var count) == true ? count : null));
        }

        return subjects;
    }

    private static async Task<Dictionary<FileId, FileManifest>> ReadAsync(FileManifests manifests, int programYear, CancellationToken cancellation)
    {
        var found = new Dictionary<FileId, FileManifest>();
        foreach (var file in await manifests.ListAsync(cancellation))
            if (file.ProgramYear == programYear && await manifests.ReadAsync(file, cancellation) is { } manifest)
                found.Add(file, manifest);
        return found;
    }

    private static bool Concerns(LakeDifference difference, FileId file) =>
        difference.Key == LakeKeys.Manifest(file) || Enum.GetValues<Zone>().Any(zone =>
            difference.Key.StartsWith($"{LakeKeys.Table(zone, file.Kind)}/program_year={file.ProgramYear}/", StringComparison.Ordinal));

    /// <summary>Also what no manifest speaks of: a published file whose manifest is gone, or an object that another program added.</summary>
    private static ValidationCheck CheckWhole(int programYear, PublishedLake lake)
    {
        var differences = lake.Differences.Where(difference =>
            difference.Key.Contains($"/program_year={programYear}/", StringComparison.Ordinal) || difference.Key.StartsWith($"metadata/manifests/{programYear}/", StringComparison.Ordinal)).ToList();
        return new ValidationCheck("lake", differences.Count == 0 ? Verdict.Pass : Verdict.Fail, differences.Count == 0
            ? "the tables' logs and the manifests of the year list the same parts"
            : string.Join(" ", differences.Select(difference => difference.ToString())));
    }

    /// <summary>Totals over all three kinds can be held against a publication only when all three are in the lake.</summary>
    private async Task<IReadOnlyList<ValidationCheck>> CompareTotalsOfAllAsync(int programYear, List<CertificateSubject> subjects, ValidationSettings settings, CancellationToken cancellation)
    {
        var checks = new List<ValidationCheck>();
        Kind[] kinds = [Kind.General, Kind.Research, Kind.Ownership];
        foreach (var publication in subjects.Where(subject => kinds.Contains(subject.Manifest.Landed.Id.Kind)).GroupBy(subject => subject.Manifest.Landed.Id.Publication))
        {
            if (publication.Count() < kinds.Length) continue;
            var reports = publication.Select(subject => subject.Manifest.Validation).ToList();
            var holding = new ControlSubject(
                new RecordsAndCents(reports.Sum(report => report.ScannedCount), reports.Sum(report => CentsOf(report, quarantinedOnly: false))),
                new RecordsAndCents(reports.Sum(report => report.QuarantinedCount), reports.Sum(report => CentsOf(report, quarantinedOnly: true))),
                Disputed: null,
                publication.Sum(subject => subject.RemovedCount));
            var summaries = await new LandedSummaries(store).ReadAsync(publication.First().Manifest.Landed.Id, settings.Summaries, cancellation);
            checks.AddRange(ControlTotals.Published.Concat(settings.Totals).Concat(summaries.SelectMany(summary => summary.Totals))
                .Where(total => total.Kind is null && total.IsFor(programYear, publication.Key))
                .Select(total => ControlComparison.Compare(total, holding)));
        }

        return checks;
    }

    private static long CentsOf(ValidationReport report, bool quarantinedOnly) =>
        report.Amounts.FirstOrDefault() is { } amount ? amount.QuarantinedCents + (quarantinedOnly ? 0 : amount.AcceptedCents) : 0;

    private static FileValidation Describe(FileId file, Certificate certificate, ContentDrift? drift, DriftThresholds thresholds)
    {
        var statement = certificate.Statement;
        ImmutableArray<ValidationCheck> checks = drift is null ? statement.Checks : [.. statement.Checks, Check(drift, thresholds)];
        return new FileValidation(
            file.ToString(), statement.File.State, checks.Max(check => check.Verdict), statement.AcceptReason, checks, statement.Differences,
            LakeKeys.Certificate(file), LakeKeys.CertificatePage(file), certificate.Digest, drift);
    }

    private static ValidationCheck Check(ContentDrift drift, DriftThresholds thresholds) => new(
        "drift",
        drift.Findings.IsEmpty ? Verdict.Pass : thresholds.Severity,
        !drift.IsComparable ? $"too few records to compare with {drift.Baseline}"
        : drift.Findings.IsEmpty ? $"compared with {drift.Baseline}, nothing has moved beyond the thresholds"
        : string.Join("; ", drift.Findings.Select(finding => finding.Words)));

    /// <summary>Told from several threads.</summary>
    private sealed class ByteProgress(IProgress<VerifyProgress> progress, long totalBytes) : IProgress<int>
    {
        private long _doneBytes;

        public void Report(int value) => progress.Report(new VerifyProgress(Interlocked.Add(ref _doneBytes, value), totalBytes));
    }
}
