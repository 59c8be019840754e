using System.Security.Cryptography;
using DuckDB.NET.Data;
using OpenPayments.Generator;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Reconciliation;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Pipeline.Tests.Validation;

/// <summary>
/// A file in a lake of its own, the ways to damage it, and its certificate. Damage to a part goes with a manifest that calls
/// the damaged bytes right, as a faulty writer would leave it: digests find nothing then, only content does.
/// </summary>
internal sealed class ValidatedFile : IDisposable
{
    private static readonly IngestionSettings SmallChunks = new() { ChunkSizeBytes = 100_000 };

    private ValidatedFile(FileManifest manifest, Pipeline pipeline) => (Manifest, Pipeline) = (manifest, pipeline);

    public Pipeline Pipeline { get; }

    public FileManifest Manifest { get; private set; }

    public string RawPath => Pipeline.Store.PathOf(Manifest.Landed.RawKey);

    public static Task<ValidatedFile> CreateAsync(double badShare = 0, int records = 600, string eraId = "general-g3", ulong seed = 31) =>
        CreateAsync(pipeline => pipeline.IngestAsync(GeneratorOptions.For(EraCatalog.Find(eraId)) with { RecordCount = records, BadShare = badShare, QuotedNewlineShare = 0, Seed = seed }, SmallChunks));

    /// <summary>From CSV text under a name of CMS.</summary>
    public static Task<ValidatedFile> CreateAsync(string fileName, string csv) => CreateAsync(async pipeline =>
    {
        Directory.CreateDirectory(pipeline.SourceFolder);
        var path = Path.Combine(pipeline.SourceFolder, fileName);
        await File.WriteAllTextAsync(path, csv, TestContext.Current.CancellationToken);
        return (null!, await pipeline.IngestAsync(path, SmallChunks));
    });

    public async Task<Certificate> CertifyAsync(ValidationSettings? settings = null, SubjectState state = SubjectState.Staged) =>
        await new CertificateIssuer(Pipeline.Store, TimeProvider.System, parallelism: 2)
            .IssueAsync(new CertificateSubject(Manifest, state, [], RemovedCount: null), settings ?? ValidationSettings.Default, cancellation: TestContext.Current.CancellationToken);

    public Task<YearValidation> ValidateYearAsync(ValidationSettings? settings = null) =>
        new YearValidator(Pipeline.Store, TimeProvider.System, parallelism: 2).ValidateAsync(
            Manifest.Landed.Id.ProgramYear, settings ?? ValidationSettings.Default, new YearValidationScope(), cancellation: TestContext.Current.CancellationToken);

    /// <summary>Writes a part anew from a query over its rows, which are called <c>part</c>.</summary>
    public void RewritePart(int chunkIndex, string select, Zone zone = Zone.Staging)
    {
        var part = PartOf(chunkIndex, zone);
        var path = Pipeline.Store.PathOf(part.Key);
        using (var connection = new DuckDBConnection("DataSource=:memory:"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = $"CREATE VIEW part AS FROM read_parquet('{path}', hive_partitioning = false); COPY ({select}) TO '{path}.new' (FORMAT parquet)";
            command.ExecuteNonQuery();
        }

        ReplacePart(chunkIndex, File.ReadAllBytes($"{path}.new"), zone);
        File.Delete($"{path}.new");
    }

    /// <param name="isKnown">Whether the manifest calls the new bytes right.</param>
    public void ReplacePart(int chunkIndex, byte[] bytes, Zone zone = Zone.Staging, bool isKnown = true)
    {
        var part = PartOf(chunkIndex, zone);
        File.WriteAllBytes(Pipeline.Store.PathOf(part.Key), bytes);
        if (!isKnown) return;
        var changed = part with { LengthBytes = bytes.Length, Sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes)) };
        Manifest = Manifest with
        {
            Chunks = [.. Manifest.Chunks.Select(chunk => chunk.ChunkIndex != chunkIndex ? chunk : zone == Zone.Staging ? chunk with { Part = changed } : chunk with { Quarantine = changed })],
        };
    }

    public byte[] ReadPart(int chunkIndex) => File.ReadAllBytes(Pipeline.Store.PathOf(PartOf(chunkIndex, Zone.Staging).Key));

    public void Dispose() => Pipeline.Dispose();

    private static async Task<ValidatedFile> CreateAsync(Func<Pipeline, Task<(GeneratedFile, FileManifest Manifest)>> ingest)
    {
        var pipeline = new Pipeline();
        return new ValidatedFile((await ingest(pipeline)).Manifest, pipeline);
    }

    private PartObject PartOf(int chunkIndex, Zone zone)
    {
        var chunk = Manifest.Chunks.Single(chunk => chunk.ChunkIndex == chunkIndex);
        return (zone == Zone.Staging ? chunk.Part : chunk.Quarantine)!;
    }
}

internal static class CertificateExtensions
{
    public static ValidationCheck Check(this Certificate certificate, string name) => certificate.Statement.Checks.Single(check => check.Name == name);

    public static string[] FailedChecks(this Certificate certificate) => [.. certificate.Statement.Checks.Where(check => check.Verdict == Verdict.Fail).Select(check => check.Name)];
}
