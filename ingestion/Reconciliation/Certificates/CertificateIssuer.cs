using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Reconciliation.Content;
using OpenPayments.Ingestion.Reconciliation.Summaries;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Schema;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Reconciliation;

/// <summary>What certificates are issued about, and how strictly.</summary>
/// <param name="TableDifferences">Where the table's log and this file's manifest disagree.</param>
/// <param name="RemovedCount">See <see cref="ControlSubject"/>.</param>
public sealed record CertificateSubject(FileManifest Manifest, SubjectState State, ImmutableArray<LakeDifference> TableDifferences, long? RemovedCount);

/// <summary>
/// Reads a file's raw bytes and its parts again and states what they prove. Nothing that the chunk pass left in memory or
/// summed up is believed: raw records come through the scalar reader and the framework's number parsers, rows through a
/// Parquet reader that shares no code with the writer, and the two sides are compared cell by cell, chunk by chunk.
/// </summary>
public sealed class CertificateIssuer(IObjectStore store, TimeProvider time, int parallelism)
{
    private const int MostDuplicates = 100;

    private static readonly JsonSerializerOptions Indented = LakeJson.Indented;

    /// <summary>States what is proved, writes certificate and page to <c>metadata/validations</c> and the content's profile to <c>metadata/profiles</c>, and returns the certificate.</summary>
    /// <param name="mustBeUnique">False leaves the record ids unchecked.</param>
    /// <param name="doneBytes">Told how many bytes of the raw file have been compared.</param>
    public async Task<Certificate> IssueAsync(
        CertificateSubject subject, ValidationSettings settings, bool mustBeUnique = true, IProgress<int>? doneBytes = null, CancellationToken cancellation = default)
    {
        var statement = await StateAsync(subject, settings, mustBeUnique, doneBytes, cancellation);
        var certificate = Certificate.Seal(statement, new CertificateIssue(time.GetUtcNow(), Environment.UserName, ProductVersion.Current));
        var file = subject.Manifest.Landed.Id;
        await store.PutAsync(LakeKeys.Certificate(file), JsonSerializer.SerializeToUtf8Bytes(certificate, Indented), cancellation);
        await store.PutAsync(LakeKeys.CertificatePage(file), CertificatePage.Write(certificate), cancellation);
        return certificate;
    }

    private async Task<CertificateStatement> StateAsync(CertificateSubject subject, ValidationSettings settings, bool mustBeUnique, IProgress<int>? doneBytes, CancellationToken cancellation)
    {
        var (manifest, file) = (subject.Manifest, subject.Manifest.Landed);
        using var ids = mustBeUnique && RecordIdColumn.IndexOf(file.Layout) >= 0 ? new RecordIdIndex() : null;
        var recounting = RecountAsync(file, cancellation);
        var audit = await ContentAudit.RunAsync(store, file, manifest.Chunks, parallelism, ids, doneBytes, cancellation);
        var (recount, rawProblem) = await recounting;
        // Of a damaged raw file nothing is kept that others would be compared with.
        if (recount?.Sha256 == file.Sha256)
            await store.PutAsync(LakeKeys.ContentProfile(file.Id), JsonSerializer.SerializeToUtf8Bytes(audit.Profile, Indented), cancellation);
        var duplicates = ids is null ? new CertifiedIds(null, 0, 0, []) : await FindDuplicatesAsync(file, ids, audit.Raw, cancellation);

        var summaries = await new LandedSummaries(store).ReadAsync(file.Id, settings.Summaries, cancellation);
        var report = await new Reconciler(store).ReconcileAsync(
            file, manifest.Chunks, cancellation, [.. ControlTotals.Published, .. settings.Totals, .. summaries.SelectMany(summary => summary.Totals)],
            known => known with { Disputed = new RecordsAndCents(audit.RawPayments.Disputed.RecordCount, audit.RawPayments.Disputed.Cents), RemovedCount = subject.RemovedCount });
        ImmutableArray<ValidationCheck> checks =
        [
            .. await new WaivedQuarantine(store).ApplyAsync(manifest, report.Checks, cancellation),
            .. await CompareSummariesAsync(subject, summaries, cancellation),
            CertificateChecks.Raw(file, recount, rawProblem ?? audit.RawProblem),
            await CheckLandingAsync(file, cancellation),
            CertificateChecks.Parts(manifest, audit),
            .. subject.State == SubjectState.Current ? [CertificateChecks.Table(subject)] : Array.Empty<ValidationCheck>(),
            CertificateChecks.Counts(file, report, audit, recount),
            CertificateChecks.Cents(file, report.Amounts, audit),
            CertificateChecks.Payments(audit),
            CertificateChecks.Cells(file, audit),
            .. ids is null ? [] : new[] { CertificateChecks.Uniqueness(duplicates, settings.DuplicateRecordId) },
        ];
        var verdict = checks.Max(check => check.Verdict);
        return new CertificateStatement(
            CertificateStatement.CurrentFormat,
            new CertifiedFile(
                file.Id.ToString(), file.Id.ProgramYear, file.Id.Publication, file.Id.Kind, subject.State, file.Layout.EraId, file.Encoding,
                file.RawKey, file.Sha256, file.LengthBytes, file.Chunks.Length, manifest.SettingsFingerprint),
            verdict,
            checks,
            new CertifiedCounts(
                file.RecordCount, recount?.RecordCount ?? 0, manifest.Chunks.Sum(chunk => chunk.RecordCount), audit.Raw.RecordCount,
                report.AcceptedCount, report.QuarantinedCount, audit.RowCount, audit.QuarantinedCount),
            [.. CertificateChecks.AmountsOf(file, report.Amounts, audit)],
            new CertifiedPayments(
                audit.RawPayments.PayerCount, audit.RawPayments.GroupCount, audit.RawPayments.Digest(), audit.LakePayments.Digest(),
                audit.RawPayments.Disputed.RecordCount, audit.RawPayments.Disputed.Cents,
                [.. audit.RawPayments.Natures.Select(nature => new CertifiedNature(nature.Key, nature.Value.RecordCount, nature.Value.Cents))]),
            duplicates,
            [.. file.Layout.Columns.Select((column, i) => new CertifiedColumn(
                column.Name, column.Type, audit.Raw.Columns[i].ValueCount, Hex(audit.Raw.Columns[i].Checksum), Hex(audit.Lake.Columns[i].Checksum)))],
            report.FindingCounts,
            [.. audit.Differences],
            [
                new CertifiedObject(file.RawKey, file.LengthBytes, file.Sha256, file.RecordCount),
                .. manifest.Parts.Concat(manifest.QuarantineParts).Select(part => new CertifiedObject(part.Key, part.LengthBytes, part.Sha256, part.RowCount)),
            ],
            verdict == Verdict.Fail ? manifest.Validation.AcceptReason ?? settings.AcceptReason : null);
    }

    private async Task<IReadOnlyList<ValidationCheck>> CompareSummariesAsync(CertificateSubject subject, IReadOnlyList<SummaryFile> summaries, CancellationToken cancellation)
    {
        var file = subject.Manifest.Landed.Id;
        if (!summaries.Any(summary => SummaryComparison.HasLinesOf(summary, file))) return [];
        try
        {
            var payments = await GroupedPayments.ReadAsync(store, subject.Manifest, parallelism, cancellation);
            return [.. summaries.SelectMany(summary => SummaryComparison.Compare(summary, file, payments, subject.RemovedCount))];
        }
        catch (Exception failure) when (failure is InputException or StoreException || PartDamage.IsWhatReadersThrow(failure))
        {
            return [CertificateChecks.Check(CertificateChecks.ControlTotal, false, $"the payments cannot be read, so no summary file was held against them: {failure.Message.TrimEnd('.')}")];
        }
    }

    private Task<(RawRecount? Recount, string? Problem)> RecountAsync(LandedFile file, CancellationToken cancellation) => Task.Run<(RawRecount?, string?)>(
        async () =>
        {
            try
            {
                using var raw = await store.OpenAsync(file.RawKey, cancellation);
                return (await RawRecount.CountAsync(raw, file.RawKey, cancellation), null);
            }
            catch (Exception failure) when (failure is InputException or StoreException)
            {
                return (null, failure.Message);
            }
        },
        cancellation);

    private async Task<CertifiedIds> FindDuplicatesAsync(LandedFile file, RecordIdIndex ids, ContentSums raw, CancellationToken cancellation)
    {
        var column = RecordIdColumn.IndexOf(file.Layout);
        var reader = new RecordIdReader(store, file);
        var count = 0L;
        var examples = new List<DuplicateId>();
        foreach (var (first, later) in ids.FindEqual())
        {
            if (examples.Count < MostDuplicates)
            {
                // Two ids with one hash are no duplicate; the file itself has the last word.
                var (id, laterId) = (await reader.ReadAsync(first.Place, cancellation), await reader.ReadAsync(later.Place, cancellation));
                if (id != laterId) continue;
                examples.Add(new DuplicateId(id, PlaceOf(first.Place), PlaceOf(later.Place)));
            }

            count++;
        }

        return new CertifiedIds(file.Layout.Columns[column].Name, raw.Columns[column].ValueCount, count, [.. examples.OrderBy(example => example.Again.RecordNumber)]);

        IdPlace PlaceOf(RecordPlace place) => new(file.RawKey, place.Number, place.OffsetBytes);
    }

    /// <summary>Two documents speak of the landing; neither may be changed alone.</summary>
    private async Task<ValidationCheck> CheckLandingAsync(LandedFile file, CancellationToken cancellation)
    {
        var key = LakeKeys.Landing(file.Id);
        LandedFile? landing = null;
        try
        {
            if (await store.ReadAsync(key, cancellation) is { } json) landing = JsonSerializer.Deserialize<LandedFile>(json, LakeJson.Options);
        }
        catch (JsonException)
        {
            // As good as missing.
        }

        if (landing is null) return CertificateChecks.Check("landing", false, $"{key} is missing or damaged");
        var isSame = landing.Sha256 == file.Sha256 && landing.LengthBytes == file.LengthBytes && landing.RecordCount == file.RecordCount;
        return isSame
            ? CertificateChecks.Check("landing", true, $"{key} and the manifest agree")
            : CertificateChecks.Check("landing", false, $"{key} speaks of {landing.RecordCount:N0} records with the SHA-256 {landing.Sha256}, the manifest of {file.RecordCount:N0} with {file.Sha256}");
    }

    private static string Hex(ulong checksum) => checksum.ToString("x16", CultureInfo.InvariantCulture);
}
