using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DuckDB.NET.Data;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Parquet;
using OpenPayments.Ingestion.Quarantine;
using OpenPayments.Ingestion.Reconciliation;
using OpenPayments.Ingestion.Rules;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Schema;
using OpenPayments.Storage.Local;

namespace OpenPayments.Client.Tests.Query;

/// <summary>A lake whose parts are real Parquet files: rows made by DuckDB, quarantined records by the product.</summary>
public sealed class QueryLake(string folder)
{
    public LocalObjectStore Store { get; } = new(folder);

    public static FileId File(Kind kind, int programYear, string publication) =>
        new(programYear, DateOnly.ParseExact(publication, "yyyy-MM-dd", CultureInfo.InvariantCulture), kind);

    /// <summary>Publishes a file of one chunk for each SQL, which says the chunk's rows.</summary>
    public async Task PublishAsync(FileId id, IReadOnlyList<string> chunkRows, int quarantinedCount = 0, params LayoutColumn[] columns)
    {
        var chunks = new List<ChunkResult>();
        for (var index = 0; index < chunkRows.Count; index++)
        {
            chunks.Add(new ChunkResult(
                index, 1, 1, 0, [], ImmutableSortedDictionary<string, long>.Empty,
                await PutAsync(Zone.Staging, new ChunkId(id, index), WriteRows(chunkRows[index]), rowCount: 1),
                index == 0 && quarantinedCount > 0 ? await QuarantineAsync(new ChunkId(id, index), quarantinedCount) : null));
        }

        var file = new LandedFile(
            id, LakeKeys.Raw(id, "file.csv"), new string('0', 64), 0, chunkRows.Count, 0, TextEncoding.Utf8, new FileLayout(id.Kind, "any", [.. columns]),
            [.. chunkRows.Select((_, index) => new ChunkRange(index, 0, 0, index + 1, 1))]);
        var validation = new ValidationReport(Verdict.Pass, 0, 0, 0, [], ImmutableSortedDictionary<string, long>.Empty, []);
        await new PublicationPublisher(Store, TimeProvider.System).PublishAsync(file, chunks, validation, "settings");
    }

    private static byte[] WriteRows(string sql)
    {
        var path = Path.GetTempFileName();
        try
        {
            using var connection = new DuckDBConnection("DataSource=:memory:");
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = $"COPY ({sql}) TO '{path}' (FORMAT parquet)";
            command.ExecuteNonQuery();
            return System.IO.File.ReadAllBytes(path);
        }
        finally
        {
            System.IO.File.Delete(path);
        }
    }

    private async Task<PartObject> QuarantineAsync(ChunkId chunk, int count)
    {
        var records = Enumerable.Range(1, count).Select(number => new QuarantinedRecord(
            number, number * 10, Encoding.UTF8.GetBytes($"bad,{number}\n"),
            [
                new Finding("date-format", Severity.Reject, "date_of_payment", "31/31/2023", "The date is none."),
                new Finding("npi-checksum", Severity.Warn, "covered_recipient_npi", "123", "The NPI's check digit is wrong."),
            ])).ToArray();
        var part = QuarantineWriter.Write(records, new QuarantineSource(chunk, "file.csv", new string('0', 64), "rules"), CompressionCodec.Zstd);
        return await PutAsync(Zone.Quarantine, chunk, part.Bytes.ToArray(), count);
    }

    private async Task<PartObject> PutAsync(Zone zone, ChunkId chunk, byte[] bytes, long rowCount)
    {
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
        var key = LakeKeys.Part(zone, chunk, sha256[..16]);
        await Store.PutIfAbsentAsync(key, bytes);
        return new PartObject(key, bytes.Length, sha256, rowCount, []);
    }
}
