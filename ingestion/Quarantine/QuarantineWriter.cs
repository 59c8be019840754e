using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Parquet;
using OpenPayments.Ingestion.Parquet.ParquetNet;
using Parquet;
using Parquet.Schema;

namespace OpenPayments.Ingestion.Quarantine;

/// <summary>Turns the records that a chunk set aside into one Parquet file; the same records always give the same bytes.</summary>
public static class QuarantineWriter
{
    /// <summary>Part of every fingerprint, as <see cref="PartWriters.WriterVersion"/>.</summary>
    public const string WriterVersion = "quarantine-parquet-net-6.1.0/1";

    private const long MaxRowGroupSizeBytes = RowGroups.MaxSizeBytes;

    /// <param name="records">At least one.</param>
    public static WrittenPart Write(IReadOnlyList<QuarantinedRecord> records, QuarantineSource source, CompressionCodec codec)
    {
        ArgumentOutOfRangeException.ThrowIfZero(records.Count);
        using var output = new MemoryStream();
        // The library's API is asynchronous, but nothing waits on a stream in memory.
        WriteFileAsync(records, source, ParquetNetOptions.For(codec), output).GetAwaiter().GetResult();
        var bytes = output.GetBuffer().AsMemory(0, (int)output.Length);
        return new WrittenPart(bytes, Convert.ToHexStringLower(SHA256.HashData(bytes.Span)), records.Count, StatisticsOf(records, source));
    }

    private static async Task WriteFileAsync(IReadOnlyList<QuarantinedRecord> records, QuarantineSource source, ParquetOptions options, Stream output)
    {
        foreach (var field in QuarantineSchema.Schema.DataFields)
            if (field.ClrType == typeof(ReadOnlyMemory<char>))
                options.ColumnEncodingHints[field.Path.ToString()] = EncodingHint.Dictionary;

        await using var file = await ParquetWriter.CreateAsync(QuarantineSchema.Schema, output, options);
        for (var start = 0; start < records.Count;)
        {
            var group = TakeGroup(records, start);
            await WriteGroupAsync(file, group, source);
            start += group.Count;
        }
    }

    private static List<QuarantinedRecord> TakeGroup(IReadOnlyList<QuarantinedRecord> records, int start)
    {
        var group = new List<QuarantinedRecord>();
        var size = 0L;
        while (start < records.Count && group.Count < RowGroups.MaxRowCount && (group.Count == 0 || size + records[start].RawBytes.Length <= MaxRowGroupSizeBytes))
        {
            size += records[start].RawBytes.Length;
            group.Add(records[start++]);
        }

        return group;
    }

    private static async Task WriteGroupAsync(ParquetWriter file, List<QuarantinedRecord> records, QuarantineSource source)
    {
        var levels = FindingLevels.Of(records);
        using var group = file.CreateRowGroup();
        await WriteAsync(QuarantineSchema.RawRecord, record => (ReadOnlyMemory<byte>)record.RawBytes);
        await WriteAsync(QuarantineSchema.SourceFile, _ => source.FileName.AsMemory());
        await WriteAsync(QuarantineSchema.SourceSha256, _ => source.SourceSha256.AsMemory());
        await WriteAsync(QuarantineSchema.RecordNumber, record => record.RecordNumber);
        await WriteAsync(QuarantineSchema.OffsetBytes, record => record.OffsetBytes);
        await WriteAsync(QuarantineSchema.LengthBytes, record => record.RawBytes.Length);
        await WriteAsync(QuarantineSchema.ChunkIndex, _ => source.Chunk.Index);
        await WriteAsync(QuarantineSchema.Publication, _ => source.Chunk.File.Publication);
        foreach (var (field, valueOf) in QuarantineSchema.Findings)
        {
            ReadOnlyMemory<char>[] values = [.. records.SelectMany(record => record.Findings).Select(finding => valueOf(finding).AsMemory())];
            await group.WriteAllPartsAsync<ReadOnlyMemory<char>>(field, values, levels.Definition, levels.Repetition, CancellationToken.None);
        }

        await WriteAsync(QuarantineSchema.RuleSetFingerprint, _ => source.RuleSetFingerprint.AsMemory());
        group.CompleteValidate();

        Task WriteAsync<T>(DataField field, Func<QuarantinedRecord, T> valueOf) where T : struct =>
            group.WriteAllPartsAsync<T>(field, records.Select(valueOf).ToArray(), null, null, CancellationToken.None);
    }

    private static ImmutableArray<ColumnStatistics> StatisticsOf(IReadOnlyList<QuarantinedRecord> records, QuarantineSource source)
    {
        var publication = source.Chunk.File.Publication.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return
        [
            NoBounds(QuarantineSchema.RawRecord),
            NoBounds(QuarantineSchema.SourceFile),
            NoBounds(QuarantineSchema.SourceSha256),
            Bounds(QuarantineSchema.RecordNumber, record => record.RecordNumber),
            Bounds(QuarantineSchema.OffsetBytes, record => record.OffsetBytes),
            Bounds(QuarantineSchema.LengthBytes, record => record.RawBytes.Length),
            Bounds(QuarantineSchema.ChunkIndex, _ => source.Chunk.Index),
            new ColumnStatistics(QuarantineSchema.Publication.Name, 0, publication, publication),
            NoBounds(QuarantineSchema.RuleSetFingerprint),
        ];

        static ColumnStatistics NoBounds(Field field) => new(field.Name, 0, null, null);

        ColumnStatistics Bounds(Field field, Func<QuarantinedRecord, long> valueOf) => new(
            field.Name,
            0,
            records.Min(valueOf).ToString(CultureInfo.InvariantCulture),
            records.Max(valueOf).ToString(CultureInfo.InvariantCulture));
    }
}
