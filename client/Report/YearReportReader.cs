using System.Globalization;
using System.Text.Json;
using OpenPayments.Client.Query;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Reconciliation;
using OpenPayments.Ingestion.Rules;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Client.Report;

/// <summary>Gathers what a report says, from the lake alone; writes nothing and takes no lock.</summary>
/// <param name="parts">Where DuckDB finds the files.</param>
public sealed class YearReportReader(IObjectStore store, PartFolder parts)
{
    private readonly FileManifests _manifests = new(store);

    /// <param name="publication">Null for what the tables show. Throws <see cref="InputException"/> when the lake shows nothing of it.</param>
    public async Task<YearReport> ReadAsync(int programYear, DateOnly? publication, CancellationToken cancellation = default)
    {
        var lake = await PublishedLake.ReadAsync(store, cancellation);
        var known = (await _manifests.ListAsync(cancellation)).Where(file => file.ProgramYear == programYear).ToList();
        var staged = await StagedFile.ListAsync(store, programYear, cancellation);
        var chosen = publication is null
            ? [.. lake.Manifests.Where(manifest => manifest.Landed.Id.ProgramYear == programYear)]
            : await ReadAsync(known.Where(file => file.Publication == publication), cancellation);
        if (chosen.Count == 0) throw NothingToReport(programYear, publication, known, staged);

        var year = await ReadValidationAsync(programYear, cancellation);
        var files = new List<ReportedFile>();
        foreach (var manifest in chosen.OrderBy(manifest => manifest.Landed.Id.Kind))
        {
            var file = manifest.Landed.Id;
            var former = known.Where(other => other.Kind == file.Kind && other.Publication < file.Publication).OrderByDescending(other => other.Publication).Cast<FileId?>().FirstOrDefault();
            var state = lake.Manifests.Any(current => current.Landed.Id == file) ? SubjectState.Current : SubjectState.Superseded;
            files.Add(await DescribeAsync(manifest, state, former is { } id ? await _manifests.ReadAsync(id, cancellation) : null, year, cancellation));
        }

        var reasons = ReportVerdict.ReasonsOf(programYear, files, staged, lake, year).ToList();
        var verdict = reasons.Select(reason => reason.Verdict).DefaultIfEmpty(Verdict.Pass).Max();
        return new YearReport(programYear, publication, verdict, [.. reasons], [.. files], await RunFigures.ReadAsync(store, programYear, cancellation));
    }

    private async Task<ReportedFile> DescribeAsync(FileManifest manifest, SubjectState state, FileManifest? former, YearValidation? year, CancellationToken cancellation)
    {
        var (landed, validation, troubles) = (manifest.Landed, manifest.Validation, new List<ReadingTrouble>());
        var proof = await FileProof.ReadAsync(store, manifest, year, cancellation);
        return new ReportedFile(
            landed.Id.ToString(), landed.Id.Kind, landed.Id.Publication, state,
            new FileOrigin(
                landed.Layout.EraId, landed.Encoding, landed.RawKey, landed.Sha256, landed.LengthBytes, landed.Chunks.Length,
                manifest.Parts.Count(), manifest.Parts.Sum(part => part.LengthBytes), manifest.RunId),
            new FileCounts(validation.ScannedCount, validation.AcceptedCount, validation.QuarantinedCount),
            validation.Amounts,
            [.. validation.FindingCounts.OrderByDescending(rule => rule.Value).ThenBy(rule => rule.Key, StringComparer.Ordinal).Select(rule => new RuleCount(rule.Key, RuleCatalog.Find(rule.Key)?.Reason ?? "", rule.Value))],
            proof,
            await TryAsync(ReportedFile.QuarantineSubject, () => QuarantineFigures.ReadAsync(store, manifest, cancellation)),
            await DriftFigures.ReadAsync(store, landed, proof, cancellation),
            await TryAsync(ReportedFile.PaymentsSubject, () => AskAsync(manifest, null, query => PaymentFigures.Read(query, landed.Id.Kind, landed.Id.ProgramYear, cancellation), cancellation)),
            former?.Landed.Id.Publication,
            former is null ? null : await TryAsync(ReportedFile.ComparisonSubject, () => AskAsync(manifest, former, query => PublicationComparison.Read(query, landed.Id.Kind, cancellation), cancellation)),
            await TryAsync(ReportedFile.ProfileSubject, () => ReportedProfile.ReadAsync(store, manifest, cancellation)),
            [.. troubles]);

        // A damaged lake is what a report is needed for most: what can be said is said.
        async Task<T?> TryAsync<T>(string subject, Func<Task<T>> read) where T : class?
        {
            try
            {
                return await read();
            }
            catch (StoreException failure)
            {
                troubles.Add(new ReadingTrouble(subject, failure.Message));
                return null;
            }
        }
    }

    private async Task<T> AskAsync<T>(FileManifest manifest, FileManifest? former, Func<PublicationQuery, T> ask, CancellationToken cancellation)
    {
        using var query = await PublicationQuery.OpenAsync(store, parts, manifest, former, cancellation);
        return ask(query);
    }

    private async Task<List<FileManifest>> ReadAsync(IEnumerable<FileId> files, CancellationToken cancellation)
    {
        var manifests = new List<FileManifest>();
        foreach (var file in files)
            if (await _manifests.ReadAsync(file, cancellation) is { } manifest)
                manifests.Add(manifest);
        return manifests;
    }

    /// <summary>Null when the year was never validated in full, or not by this version.</summary>
    private async Task<YearValidation?> ReadValidationAsync(int programYear, CancellationToken cancellation)
    {
        if (await store.ReadAsync(LakeKeys.YearValidation(programYear), cancellation) is not { } json) return null;
        try
        {
            return JsonSerializer.Deserialize<YearValidation>(json, LakeJson.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private InputException NothingToReport(int programYear, DateOnly? publication, List<FileId> known, IReadOnlyCollection<StagedFile> staged)
    {
        var what = publication is { } date ? string.Create(CultureInfo.InvariantCulture, $"{programYear}, publication {date:yyyy-MM-dd}") : programYear.ToString(CultureInfo.InvariantCulture);
        var next = publication is not null && known.Count > 0
            ? $"It holds the publications {string.Join(", ", known.Select(file => file.Publication.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)).Distinct().Order())} of the year; --publication takes one of them."
            : staged.Count > 0
                ? $"{string.Join(", ", staged.Select(file => file.Manifest.Landed.Id))} {(staged.Count == 1 ? "is" : "are")} ingested and not published: `openpayments validate {programYear}` says why."
                : "`openpayments status` shows what it holds; ingest the year first.";
        return new InputException($"The lake {store.Location} shows nothing of {what}. {next}");
    }
}
