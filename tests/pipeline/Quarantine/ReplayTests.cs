using System.Collections.Immutable;
using OpenPayments.Generator;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Quarantine.Ledger;
using OpenPayments.Ingestion.Quarantine.Replay;
using OpenPayments.Ingestion.Reconciliation;
using OpenPayments.Ingestion.Rules;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Schema;
using OpenPayments.Ingestion.Stores;
using OpenPayments.Ingestion.Tables;
using OpenPayments.Ingestion.Tracing;

namespace OpenPayments.Pipeline.Tests.Quarantine;

/// <summary>Quarantined records that pass other rules move into the table, nothing else does, and the file stays balanced to the cell.</summary>
public sealed class ReplayTests
{
    private static readonly IngestionSettings SmallChunks = new() { ChunkSizeBytes = 100_000 };
    private static readonly RuleSet Lenient = RuleSet.Create(new Dictionary<string, Severity> { ["required-value"] = Severity.Warn });

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Replay_MovesExactlyWhatPasses_AsIfItHadBeenIngestedSo()
    {
        using var pipeline = new Pipeline();
        var (generated, before) = await IngestAsync(pipeline);
        using var other = new Pipeline();
        var lenient = await other.IngestAsync(Path.Combine(pipeline.SourceFolder, generated.FileName), SmallChunks with { RuleSeverities = ImmutableSortedDictionary<string, Severity>.Empty.Add("required-value", Severity.Warn) });
        var expected = lenient.Validation.AcceptedCount - before.Validation.AcceptedCount;
        Assert.True(expected > 5 && lenient.Validation.QuarantinedCount > 5);

        var outcome = Assert.Single(await ReplayAsync(pipeline, Lenient));

        Assert.Equal((expected, lenient.Validation.QuarantinedCount), (outcome.MovedCount, outcome.RemainingCount));
        var after = await ManifestAsync(pipeline, before);
        var layout = before.Landed.Layout;
        var (replayed, ingested) = (new ColumnChecksums(layout), new ColumnChecksums(layout));
        replayed.AddParts(pipeline.PathsOf(after.Parts), before.Landed.Id.ProgramYear);
        ingested.AddParts(other.PathsOf(lenient.Parts), before.Landed.Id.ProgramYear);
        Assert.Equal(ingested.RowCount, replayed.RowCount);
        Assert.Equal(ingested.Sums, replayed.Sums);
        Assert.Equal(
            lenient.Validation.Amounts.Select(amount => (amount.AcceptedCents, amount.QuarantinedCents, amount.UnreadableCount)),
            after.Validation.Amounts.Select(amount => (amount.AcceptedCents, amount.QuarantinedCents, amount.UnreadableCount)));
    }

    [Fact]
    public async Task Replay_LeavesEverythingBalancedAndVerifiable()
    {
        using var pipeline = new Pipeline();
        var (_, before) = await IngestAsync(pipeline);

        await ReplayAsync(pipeline, Lenient);

        var validation = await new YearValidator(pipeline.Store, TimeProvider.System, 2).ValidateAsync(before.Landed.Id.ProgramYear, ValidationSettings.Default, new YearValidationScope(), cancellation: Cancellation);
        var file = Assert.Single(validation.Files);
        Assert.Equal(SubjectState.Current, file.State);
        Assert.DoesNotContain(file.Checks.Concat(validation.Checks), check => check.Verdict == Verdict.Fail && check.Name != "uniqueness");
        var verification = await LakeVerifier.VerifyAsync(pipeline.Store, cancellation: Cancellation);
        Assert.True(verification.IsIntact);
        Assert.Empty(verification.Orphans);
        await LakeDigest.ReadAsync(pipeline.Store, Cancellation);
    }

    [Fact]
    public async Task Replay_Again_FindsNothingToMove()
    {
        using var pipeline = new Pipeline();
        var (_, before) = await IngestAsync(pipeline);
        await ReplayAsync(pipeline, Lenient);
        var digest = await LakeDigest.ReadAsync(pipeline.Store, Cancellation);

        Assert.Equal(0, Assert.Single(await ReplayAsync(pipeline, Lenient)).MovedCount);

        Assert.Equal(digest, await LakeDigest.ReadAsync(pipeline.Store, Cancellation));
        Assert.Single(await new QuarantineLedger(pipeline.Store).ReadAsync(before.Landed.Id, Cancellation));
    }

    [Fact]
    public async Task Replay_ThatDiesAtAnyWrite_LosesNoRecord_AndIsCompletedByTheNext()
    {
        using var undisturbed = new Pipeline();
        var (_, before) = await IngestAsync(undisturbed);
        await ReplayAsync(undisturbed, Lenient);
        var digest = await LakeDigest.ReadAsync(undisturbed.Store, Cancellation);
        using var pipeline = new Pipeline();
        await IngestAsync(pipeline);
        var files = SnapshotOf(pipeline);

        var crashes = 0;
        for (var hasCrashed = true; hasCrashed; crashes++)
        {
            Restore(pipeline, files);
            var store = new CrashingStore(pipeline.Store, crashes);
            try
            {
                await new QuarantineReplayer(store, TimeProvider.System, parallelism: 1).ReplayAsync(new QuarantineFilter(), Lenient, CompressionCodec.Zstd, "a test", cancellation: Cancellation);
            }
            catch (StoreException) when (store.HasCrashed)
            {
                // What the tables show, not what the manifest says: a record may be in both for a moment, never in neither.
                Assert.True(await CountShownAsync(pipeline, before.Landed.Id) >= before.Validation.ScannedCount, $"crash at write {crashes}");
            }

            hasCrashed = store.HasCrashed;
            await ReplayAsync(pipeline, Lenient);
            Assert.Equal(digest, await LakeDigest.ReadAsync(pipeline.Store, Cancellation));
            Assert.Single(await new QuarantineLedger(pipeline.Store).ReadAsync(before.Landed.Id, Cancellation));
        }

        Assert.True(crashes > 8, $"{crashes}");
    }

    [Fact]
    public async Task Replay_OfTheSameRules_MovesNothing()
    {
        using var pipeline = new Pipeline();
        var (_, before) = await IngestAsync(pipeline);

        var outcome = Assert.Single(await ReplayAsync(pipeline, RuleSet.Default));

        Assert.Equal((0, before.Validation.QuarantinedCount), (outcome.MovedCount, outcome.RemainingCount));
        Assert.Empty(await new QuarantineLedger(pipeline.Store).ReadAsync(before.Landed.Id, Cancellation));
    }

    [Fact]
    public async Task DryRun_TellsTheSameAndWritesNothing()
    {
        using var pipeline = new Pipeline();
        await IngestAsync(pipeline);
        var files = Directory.GetFiles(pipeline.Store.Location, "*", SearchOption.AllDirectories);

        var dry = Assert.Single(await ReplayAsync(pipeline, Lenient, isDryRun: true));

        Assert.Equal(files.Order(), Directory.GetFiles(pipeline.Store.Location, "*", SearchOption.AllDirectories).Order());
        Assert.Equal(dry.Moved, Assert.Single(await ReplayAsync(pipeline, Lenient)).Moved);
    }

    [Fact]
    public async Task Ledger_KeepsWhatMovedAndTheFormerParts()
    {
        using var pipeline = new Pipeline();
        var (_, before) = await IngestAsync(pipeline);

        var outcome = Assert.Single(await ReplayAsync(pipeline, Lenient));

        var entry = Assert.Single(await new QuarantineLedger(pipeline.Store).ReadAsync(before.Landed.Id, Cancellation));
        Assert.Equal((LedgerAction.Replay, "a test", Lenient.Fingerprint), (entry.Action, entry.Reason, entry.RuleSetFingerprint));
        Assert.Equal(outcome.Moved, entry.Records);
        Assert.NotEmpty(entry.FormerParts);
        Assert.All(entry.FormerParts, part => Assert.Contains(before.QuarantineParts, old => old.Key == part.Key && old.Sha256 == part.Sha256));
        Assert.All(entry.FormerParts, part => Assert.True(File.Exists(pipeline.Store.PathOf(part.Key))));
    }

    [Fact]
    public async Task MovedRecord_IsTracedToTheTable()
    {
        using var pipeline = new Pipeline();
        var (_, before) = await IngestAsync(pipeline);
        var catalog = await new QuarantineCatalog(pipeline.Store).ListAsync(new QuarantineFilter(Rule: "required-value", Column: "date_of_payment"), Cancellation);
        var record = catalog[0].Record;
        var id = System.Text.RegularExpressions.Regex.Matches(System.Text.Encoding.UTF8.GetString(record.RawBytes), "\"(1100\\d{6})\"")[^1].Groups[1].Value;

        await ReplayAsync(pipeline, Lenient);

        var trace = Assert.Single(await new RecordTracer(pipeline.Store).FindAsync(id, new TraceScope(), cancellation: Cancellation));
        Assert.False(trace.IsQuarantined);
        Assert.True(trace.IsSound);
        Assert.Equal((record.RecordNumber, record.OffsetBytes), (trace.Raw.RecordNumber, trace.Raw.OffsetBytes));
        Assert.Contains(trace.Findings, finding => finding.RuleId == "required-value");
    }

    [Fact]
    public async Task Replay_OfADamagedLake_MovesNothing()
    {
        using var pipeline = new Pipeline();
        var (_, before) = await IngestAsync(pipeline);
        var part = before.Parts.First();
        var bytes = await File.ReadAllBytesAsync(pipeline.Store.PathOf(before.Parts.Last().Key), Cancellation);
        await File.WriteAllBytesAsync(pipeline.Store.PathOf(part.Key), bytes, Cancellation);

        var failure = await Assert.ThrowsAsync<StoreException>(() => ReplayAsync(pipeline, Lenient));

        Assert.Contains("would not balance", failure.Message, StringComparison.Ordinal);
        Assert.Equal(before.QuarantineParts.Select(old => old.Key), (await ManifestAsync(pipeline, before)).QuarantineParts.Select(old => old.Key));
    }

    [Fact]
    public async Task Waived_QuarantineNoLongerWarns_OnceEveryRecordIsAnsweredFor()
    {
        using var pipeline = new Pipeline();
        var (_, before) = await IngestAsync(pipeline);
        var catalog = new QuarantineCatalog(pipeline.Store);

        var some = (await catalog.WaiveAsync(new QuarantineFilter(Rule: "required-value"), "CMS was told", DateTimeOffset.UnixEpoch, Cancellation)).Sum(file => file.WaivedCount);
        var partly = await CheckAsync();
        await catalog.WaiveAsync(new QuarantineFilter(File: before.Landed.Id), "known since May", DateTimeOffset.UnixEpoch, Cancellation);
        var wholly = await CheckAsync();

        Assert.True(some > 0 && some < before.Validation.QuarantinedCount);
        Assert.Equal(Verdict.Warn, partly.Verdict);
        Assert.Contains("waived: CMS was told", partly.Detail, StringComparison.Ordinal);
        Assert.Equal(Verdict.Pass, wholly.Verdict);
        Assert.Equal(2, (await new QuarantineLedger(pipeline.Store).ReadAsync(before.Landed.Id, Cancellation)).Length);
        Assert.Equal(before.Validation.QuarantinedCount, (await catalog.ListAsync(new QuarantineFilter(), Cancellation)).Count);

        async Task<ValidationCheck> CheckAsync() => (await new CertificateIssuer(pipeline.Store, TimeProvider.System, 2)
            .IssueAsync(new CertificateSubject(before, SubjectState.Current, [], null), ValidationSettings.Default, cancellation: Cancellation)).Statement.Checks.Single(check => check.Name == "quarantine");
    }

    [Fact]
    public async Task Catalog_ChoosesByRuleColumnAndRecord()
    {
        using var pipeline = new Pipeline();
        var (generated, before) = await IngestAsync(pipeline);
        var catalog = new QuarantineCatalog(pipeline.Store);

        var all = await catalog.ListAsync(new QuarantineFilter(), Cancellation);
        var dates = await catalog.ListAsync(new QuarantineFilter(Rule: "date-format"), Cancellation);
        var payments = await catalog.ListAsync(new QuarantineFilter(Rule: "date-format", Column: "date_of_payment"), Cancellation);
        var one = await catalog.ListAsync(new QuarantineFilter(File: before.Landed.Id, RecordNumber: all[2].Record.RecordNumber), Cancellation);

        Assert.Equal(generated.Ledger.Where(entry => entry.IsBad).Select(entry => entry.RecordNumber), all.Select(record => record.Record.RecordNumber));
        Assert.Equal(generated.Ledger.Where(entry => entry.RuleId == "date-format" && entry.IsBad).Select(entry => entry.RecordNumber), dates.Select(record => record.Record.RecordNumber));
        Assert.True(payments.Count > 0 && payments.Count < dates.Count);
        Assert.All(payments, record => Assert.Contains(record.Record.Findings, finding => finding is { RuleId: "date-format", Column: "date_of_payment" }));
        Assert.Equal(all[2].Record.RecordNumber, Assert.Single(one).Record.RecordNumber);
        Assert.Empty(await catalog.ListAsync(new QuarantineFilter(ProgramYear: 2019), Cancellation));
    }

    [Fact]
    public async Task MarkedRecord_PointsAtTheBrokenField()
    {
        using var pipeline = new Pipeline();
        await IngestAsync(pipeline);
        var record = (await new QuarantineCatalog(pipeline.Store).ListAsync(new QuarantineFilter(Rule: "date-format"), Cancellation))[0];

        var marked = MarkedRecord.Of(record.Manifest.Landed, record.Record);

        var field = Assert.Single(marked.Fields, field => !field.Broken.IsEmpty);
        Assert.Equal("date_of_payment", field.Column);
        Assert.Contains($",»{field.Raw}«,", marked.Text, StringComparison.Ordinal);
        Assert.Equal(System.Text.Encoding.UTF8.GetString(record.Record.RawBytes).TrimEnd(), marked.Text.Replace("»", "", StringComparison.Ordinal).Replace("«", "", StringComparison.Ordinal));
    }

    private static Task<(GeneratedFile Generated, FileManifest Manifest)> IngestAsync(Pipeline pipeline) => pipeline.IngestAsync(
        GeneratorOptions.For(EraCatalog.Find("general-g3")) with { RecordCount = 900, BadShare = 0.1, QuotedNewlineShare = 0.05, Seed = 61 }, SmallChunks);

    private static Task<ImmutableArray<ReplayOutcome>> ReplayAsync(Pipeline pipeline, RuleSet rules, bool isDryRun = false) =>
        new QuarantineReplayer(pipeline.Store, TimeProvider.System, parallelism: 2).ReplayAsync(new QuarantineFilter(), rules, CompressionCodec.Zstd, "a test", isDryRun, Cancellation);

    private static async Task<FileManifest> ManifestAsync(Pipeline pipeline, FileManifest before) => (await new FileManifests(pipeline.Store).ReadAsync(before.Landed.Id, Cancellation))!;

    private static async Task<long> CountShownAsync(Pipeline pipeline, FileId file)
    {
        var count = 0L;
        foreach (var zone in Enum.GetValues<Zone>())
            count += (await LakeTables.Open(pipeline.Store, zone, file.Kind).ReadSnapshotAsync(cancellation: Cancellation))!.Files.Sum(part => part.RowCount ?? 0);
        return count;
    }

    private static Dictionary<string, byte[]> SnapshotOf(Pipeline pipeline) =>
        Directory.GetFiles(pipeline.Store.Location, "*", SearchOption.AllDirectories).ToDictionary(path => path, File.ReadAllBytes);

    private static void Restore(Pipeline pipeline, Dictionary<string, byte[]> files)
    {
        foreach (var path in Directory.GetFiles(pipeline.Store.Location, "*", SearchOption.AllDirectories))
            if (!files.ContainsKey(path))
                File.Delete(path);
        foreach (var (path, bytes) in files)
            if (!path.Contains("/raw/", StringComparison.Ordinal))
                File.WriteAllBytes(path, bytes);
    }
}
