using System.Globalization;
using OpenPayments.Ingestion.Reconciliation;
using OpenPayments.Ingestion.Runs;

namespace OpenPayments.Client.Report;

/// <summary>Everything that speaks against a year, in words: what its files' checks found, and what no single file can know.</summary>
internal static class ReportVerdict
{
    /// <summary>Looked at anew for every report.</summary>
    private const string LakeCheck = "lake";

    private const string QuarantineCheck = "quarantine";

    /// <summary>Worst first; none when all is well.</summary>
    public static IEnumerable<ReportReason> ReasonsOf(
        int programYear, IReadOnlyCollection<ReportedFile> files, IEnumerable<StagedFile> staged, PublishedLake lake, YearValidation? year) =>
        files.SelectMany(OfFile)
            .Concat(staged.Select(OfStaged))
            .Concat(lake.Differences.Where(difference => IsOf(difference, programYear)).Select(difference => new ReportReason(null, Verdict.Fail, LakeCheck, difference.ToString())))
            .Concat(OfYear(files, year))
            .OrderByDescending(reason => reason.Verdict)
            .Take(ReportLimits.Reasons);

    private static IEnumerable<ReportReason> OfFile(ReportedFile file)
    {
        // What has been waived since is known from the ledger; a check is as old as its validation.
        var isWaived = file.Quarantine is { RecordCount: > 0 } quarantine && quarantine.WaivedCount == quarantine.RecordCount;
        foreach (var check in file.Proof.Checks.Where(check => check.Verdict != Verdict.Pass && !(isWaived && check.Name == QuarantineCheck)))
            yield return new ReportReason(file.File, check.Verdict, check.Name, check.Detail);
        if (file.Proof.AcceptReason is { } reason)
            yield return new ReportReason(file.File, file.Proof.Verdict, "accepted", $"it was published in spite of a failed validation: {reason}");
        if (file.Proof.State == ProofState.Forged)
            yield return new ReportReason(file.File, Verdict.Fail, "certificate", "its certificate is not what its digest seals; validate the year again");
        if (file.Proof.State == ProofState.Outdated)
            yield return new ReportReason(file.File, Verdict.Warn, "certificate", "its certificate is about an earlier state of the file; validate the year again");
        foreach (var trouble in file.Troubles)
            yield return new ReportReason(file.File, Verdict.Fail, trouble.Subject, trouble.Words);
        if (file.Drift.Header is { } drift)
            yield return new ReportReason(file.File, Verdict.Warn, "header", drift.Describe());
    }

    private static ReportReason OfStaged(StagedFile staged)
    {
        var (file, validation) = (staged.Manifest.Landed.Id.ToString(), staged.Manifest.Validation);
        return validation.MayBePublished
            ? new ReportReason(file, Verdict.Warn, "staged", "it is ingested and not published; the same ingest goes on")
            : new ReportReason(file, Verdict.Fail, "staged", string.Create(
                CultureInfo.InvariantCulture, $"it is ingested and not published, because its validation failed: {string.Join("; ", validation.Checks.Where(check => check.Verdict == Verdict.Fail).Select(check => check.Detail))}"));
    }

    /// <summary>What was found over the year's files together, as long as they are the files that are certified now.</summary>
    private static IEnumerable<ReportReason> OfYear(IReadOnlyCollection<ReportedFile> files, YearValidation? year) =>
        year is not null && files.All(file => year.Files.Any(validated => validated.CertificateDigest == file.Proof.Digest))
            ? year.Checks.Where(check => check.Verdict != Verdict.Pass && check.Name != LakeCheck).Select(check => new ReportReason(null, check.Verdict, check.Name, check.Detail))
            : [];

    private static bool IsOf(LakeDifference difference, int programYear) => string.Create(CultureInfo.InvariantCulture, $"{programYear}") is var year
        && (difference.Key.Contains($"/program_year={year}/", StringComparison.Ordinal) || difference.Key.StartsWith($"metadata/manifests/{year}/", StringComparison.Ordinal));
}
