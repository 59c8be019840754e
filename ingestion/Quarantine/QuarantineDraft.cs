using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Parquet;
using OpenPayments.Ingestion.Parquet.ParquetNet;
using Parquet;
using Parquet.Schema;

namespace OpenPayments.Ingestion.Quarantine;

/// <summary>
/// A quarantine part that is written as far as its records' bytes, nearly all of it, need not be kept: what comes behind them needs its source.
/// Completed once.
/// </summary>
public sealed class QuarantineDraft : IDisposable
{
    private readonly MemoryStream _output = new();
    private readonly List<QuarantinedRecord[]> _groups;
    private readonly ParquetWriter _file;
    private ParquetRowGroupWriter _group;

    /// <param name="records">At least one.</param>
    /// <param name="codec">Of the part.</param>
    public QuarantineDraft(IReadOnlyList<QuarantinedRecord> records, CompressionCodec codec)
    {
        ArgumentNullException.ThrowIfNull(records);
        ArgumentOutOfRangeException.ThrowIfZero(records.Count);
        _groups = [.. Split(records)];
        // The library's API is asynchronous, but nothing waits on a stream in memory.
        _file = ParquetWriter.CreateAsync(QuarantineSchema.Schema, _output, OptionsFor(codec)).GetAwaiter().GetResult();
        _group = BeginGroupAsync(0).GetAwaiter().GetResult();
    }

    /// <summary>What it holds in memory.</summary>
    public long LengthBytes => _output.Capacity + _groups.Sum(group => group.Sum(record => (long)record.RawBytes.Length));

    public WrittenPart Complete(QuarantineSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        CompleteAsync(source).GetAwaiter().GetResult();
        var bytes = _output.GetBuffer().AsMemory(0, (int)_output.Length);
        return new WrittenPart(bytes, Convert.ToHexStringLower(SHA256.HashData(bytes.Span)), _groups.Sum(group => group.Length), StatisticsOf(source));
    }

    /// <summary>What was completed stays as it is.</summary>
    public void Dispose()
    {
        _group.Dispose();
        _output.Dispose();
    }

    /// <summary>Row groups no larger than those of other parts.</summary>
    private static IEnumerable<QuarantinedRecord[]> Split(IReadOnlyList<QuarantinedRecord> records)
    {
        for (var start = 0; start < records.Count;)
        {
            var (end, size) = (start, 0L);
            while (end < records.Count && end - start < RowGroups.MaxRowCount && (end == start || size + records[end].LengthBytes <= RowGroups.MaxSizeBytes))
                size += records[end++].LengthBytes;
            yield return [.. records.Skip(start).Take(end - start)];
            start = end;
        }
    }

    private static ParquetOptions OptionsFor(CompressionCodec codec)
    {
        var options = ParquetNetOptions.For(codec);
        foreach (var field in QuarantineSchema.Schema.DataFields)
            if (field.ClrType == typeof(ReadOnlyMemory<char>))
                options.ColumnEncodingHints[field.Path.ToString()] = EncodingHint.Dictionary;
        return options;
    }

    /// <summary>Writes the records' bytes, and forgets them.</summary>
    private async Task<ParquetRowGroupWriter> BeginGroupAsync(int index)
    {
        var group = _file.CreateRowGroup();
        await WriteAsync(group, QuarantineSchema.RawRecord, _groups[index], record => (ReadOnlyMemory<byte>)record.RawBytes);
        _groups[index] = Array.ConvertAll(_groups[index], record => record.Forget());
        return group;
    }

    private async Task CompleteAsync(QuarantineSource source)
    {
        await CompleteGroupAsync(_groups[0], source);
        for (var i = 1; i < _groups.Count; i++)
        {
            _group.Dispose();
            _group = await BeginGroupAsync(i);
            await CompleteGroupAsync(_groups[i], source);
        }

        _group.Dispose();
        await _file.DisposeAsync();
    }

    private async Task CompleteGroupAsync(QuarantinedRecord[] records, QuarantineSource source)
    {
        var levels = FindingLevels.Of(records);
        await WriteAsync(_group, QuarantineSchema.SourceFile, records, _ => source.FileName.AsMemory());
        await WriteAsync(_group, QuarantineSchema.SourceSha256, records, _ => source.SourceSha256.AsMemory());
        await WriteAsync(_group, QuarantineSchema.RecordNumber, records, record => record.RecordNumber);
        await WriteAsync(_group, QuarantineSchema.OffsetBytes, records, record => record.OffsetBytes);
        await WriteAsync(_group, QuarantineSchema.LengthBytes, records, record => record.LengthBytes);
        await WriteAsync(_group, QuarantineSchema.ChunkIndex, records, _ => source.Chunk.Index);
        await WriteAsync(_group, QuarantineSchema.Publication, records, _ => source.Chunk.File.Publication);
        foreach (var (field, valueOf) in QuarantineSchema.Findings)
        {
            ReadOnlyMemory<char>[] values = [.. records.SelectMany(record => record.Findings).Select(finding => valueOf(finding).AsMemory())];
            await _group.WriteAllPartsAsync<ReadOnlyMemory<char>>(field, values, levels.Definition, levels.Repetition, CancellationToken.None);
        }

        await WriteAsync(_group, QuarantineSchema.RuleSetFingerprint, records, _ => source.RuleSetFingerprint.AsMemory());
        _group.CompleteValidate();
    }

    private static Task WriteAsync<T>(ParquetRowGroupWriter group, DataField field, QuarantinedRecord[] records, Func<QuarantinedRecord, T> valueOf) where T : struct =>
        group.WriteAllPartsAsync<T>(field, Array.ConvertAll(records, record => valueOf(record)), null, null, CancellationToken.None);

    private ImmutableArray<ColumnStatistics> StatisticsOf(QuarantineSource source)
    {
        var publication = source.Chunk.File.Publication.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return
        [
            NoBounds(QuarantineSchema.RawRecord),
            NoBounds(QuarantineSchema.SourceFile),
            NoBounds(QuarantineSchema.SourceSha256),
            Bounds(QuarantineSchema.RecordNumber, record => record.RecordNumber),
            Bounds(QuarantineSchema.OffsetBytes, record => record.OffsetBytes),
            Bounds(QuarantineSchema.LengthBytes, record => record.LengthBytes),
            Bounds(QuarantineSchema.ChunkIndex, _ => source.Chunk.Index),
            new ColumnStatistics(QuarantineSchema.Publication.Name, 0, publication, publication),
            NoBounds(QuarantineSchema.RuleSetFingerprint),
        ];

        static ColumnStatistics NoBounds(Field field) => new(field.Name, 0, null, null);

        ColumnStatistics Bounds(Field field, Func<QuarantinedRecord, long> valueOf)
        {
            var values = _groups.SelectMany(group => group).Select(valueOf);
            return new ColumnStatistics(field.Name, 0, values.Min().ToString(CultureInfo.InvariantCulture), values.Max().ToString(CultureInfo.InvariantCulture));
        }
    }
}
