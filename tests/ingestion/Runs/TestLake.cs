using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Reconciliation;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Schema;
using OpenPayments.Ingestion.Stores;
using OpenPayments.Storage.Local;

namespace OpenPayments.Ingestion.Tests.Runs;

/// <summary>A lake in a folder of its own, and files for it whose parts are made up but really there.</summary>
public sealed class TestLake : IDisposable
{
    public TestLake() => Store = new LocalObjectStore(Folder);

    public string Folder { get; } = Directory.CreateTempSubdirectory("openpayments-").FullName;

    public LocalObjectStore Store { get; }

    public static FileId General(int programYear, string publication) =>
        new(programYear, DateOnly.ParseExact(publication, "yyyy-MM-dd", CultureInfo.InvariantCulture), Kind.General);

    /// <summary>Lands a file and processes its chunks; the same arguments make the same bytes.</summary>
    /// <param name="settings">Stands for everything besides the input that shapes the parts.</param>
    /// <param name="isClean">Without a rejected record; otherwise each chunk has one.</param>
    public async Task<TestFile> IngestAsync(FileId id, int chunkCount = 3, string settings = "a", bool isClean = false, params LayoutColumn[] extraColumns)
    {
        var raw = Encoding.UTF8.GetBytes($"the file {id}");
        var rawKey = LakeKeys.Raw(id, "file.csv");
        await Store.PutIfAbsentAsync(rawKey, raw);
        var columns = ImmutableArray.Create(
            new LayoutColumn("Record_ID", "record_id", ColumnType.Text, 0),
            new LayoutColumn("Program_Year", "program_year", ColumnType.Int32, 0),
            new LayoutColumn("Date_of_Payment", "date_of_payment", ColumnType.Date, 0),
            new LayoutColumn("Total_Amount_of_Payment_USDollars", "total_amount_of_payment_usdollars", ColumnType.Cents, 0)).AddRange(extraColumns);
        var landed = new LandedFile(
            id, rawKey, Sha256(raw), raw.Length, chunkCount * 10, 0, TextEncoding.Utf8, new FileLayout(id.Kind, "general-g3", columns),
            [.. Enumerable.Range(0, chunkCount).Select(index => new ChunkRange(index, index * 100, 100, index * 10 + 1, 10))]);

        var chunks = new List<ChunkResult>();
        for (var index = 0; index < chunkCount; index++)
        {
            var chunk = new ChunkId(id, index);
            chunks.Add(new ChunkResult(
                index, 10, isClean ? 10 : 9, isClean ? 0 : 1, [], ImmutableSortedDictionary<string, long>.Empty,
                await WritePartAsync(Zone.Staging, chunk, settings, isClean ? 10 : 9),
                isClean ? null : await WritePartAsync(Zone.Quarantine, chunk, settings, 1)));
        }

        return new TestFile(landed, [.. chunks], new ValidationReport(Verdict.Pass, chunkCount * 10, chunks.Sum(chunk => chunk.AcceptedCount), chunks.Sum(chunk => chunk.QuarantinedCount), [], ImmutableSortedDictionary<string, long>.Empty, []), settings);
    }

    public Task<FileManifest> PublishAsync(TestFile file, IObjectStore? store = null) =>
        new PublicationPublisher(store ?? Store, TimeProvider.System).PublishAsync(file.Landed, file.Chunks, file.Validation, file.Settings);

    public string PathOf(string key) => Store.PathOf(key);

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private async Task<PartObject> WritePartAsync(Zone zone, ChunkId chunk, string settings, int rowCount)
    {
        var bytes = Encoding.UTF8.GetBytes($"part of {zone} {chunk} {settings}");
        var key = LakeKeys.Part(zone, chunk, Sha256(Encoding.UTF8.GetBytes(settings))[..16]);
        await Store.PutIfAbsentAsync(key, bytes);
        ImmutableArray<ColumnStatistics> statistics = zone == Zone.Staging
            ?
            [
                new("record_id", 0, null, null),
                new("date_of_payment", 1, "2023-01-02", "2023-12-31"),
                new("total_amount_of_payment_usdollars", 0, "-0.05", "1234567890123456.78"),
                new("_record_number", 0, "1", "10"),
            ]
            : [new("findings", 0, null, null), new("source_file", 0, null, null), new("offset_bytes", 0, "0", "990")];
        return new PartObject(key, bytes.Length, Sha256(bytes), rowCount, statistics);
    }

    private static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}

/// <summary>A file that is ready to be published.</summary>
public sealed record TestFile(LandedFile Landed, ImmutableArray<ChunkResult> Chunks, ValidationReport Validation, string Settings)
{
    public IEnumerable<string> PartKeys => Chunks.Select(chunk => chunk.Part!.Key);

    public IEnumerable<string> QuarantineKeys => Chunks.Where(chunk => chunk.Quarantine is not null).Select(chunk => chunk.Quarantine!.Key);
}
