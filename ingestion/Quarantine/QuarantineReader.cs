using OpenPayments.Ingestion.Rules;
using Parquet;
using Parquet.Schema;

namespace OpenPayments.Ingestion.Quarantine;

/// <summary>A quarantined record as its part has it, with where it came from.</summary>
public sealed record QuarantineRow(
    QuarantinedRecord Record,
    string SourceFile,
    string SourceSha256,
    int ChunkIndex,
    DateOnly Publication,
    string RuleSetFingerprint);

/// <summary>Reads back what <see cref="QuarantineWriter"/> wrote.</summary>
public static class QuarantineReader
{
    /// <param name="part">A seekable stream over the whole part.</param>
    public static async Task<IReadOnlyList<QuarantineRow>> ReadAsync(Stream part, CancellationToken cancellation = default)
    {
        await using var file = await ParquetReader.CreateAsync(part, new ParquetOptions { UseDateOnlyTypeForDates = true }, cancellationToken: cancellation);
        var rows = new List<QuarantineRow>();
        for (var i = 0; i < file.RowGroupCount; i++)
        {
            using var group = file.OpenRowGroupReader(i);
            rows.AddRange(await new GroupReader(group, cancellation).ReadAsync());
        }

        return rows;
    }

    private sealed class GroupReader(ParquetRowGroupReader group, CancellationToken cancellation)
    {
        public async Task<IEnumerable<QuarantineRow>> ReadAsync()
        {
            var bytes = await ValuesAsync<ReadOnlyMemory<byte>>(QuarantineSchema.RawRecord);
            var files = await TextsAsync(QuarantineSchema.SourceFile);
            var hashes = await TextsAsync(QuarantineSchema.SourceSha256);
            var numbers = await ValuesAsync<long>(QuarantineSchema.RecordNumber);
            var offsets = await ValuesAsync<long>(QuarantineSchema.OffsetBytes);
            var chunks = await ValuesAsync<int>(QuarantineSchema.ChunkIndex);
            var publications = await ValuesAsync<DateOnly>(QuarantineSchema.Publication);
            var fingerprints = await TextsAsync(QuarantineSchema.RuleSetFingerprint);
            var findings = await FindingsAsync();
            return findings.Select((list, i) => new QuarantineRow(
                new QuarantinedRecord(numbers[i], offsets[i], bytes[i].ToArray(), list),
                files[i],
                hashes[i],
                chunks[i],
                publications[i],
                fingerprints[i]));
        }

        private async Task<T[]> ValuesAsync<T>(DataField field) where T : struct
        {
            var values = new T[group.RowCount];
            await group.ReadAsync<T>(field, values, null, cancellation);
            return values;
        }

        private async Task<string[]> TextsAsync(DataField field) => [.. (await ValuesAsync<ReadOnlyMemory<char>>(field)).Select(text => text.ToString())];

        private async Task<List<List<Finding>>> FindingsAsync()
        {
            var entryCount = (int)group.GetMetadata(QuarantineSchema.Findings[0].Field)!.MetaData!.NumValues;
            var levels = new FindingLevels(new int[entryCount], new int[entryCount]);
            var columns = new List<ReadOnlyMemory<char>[]>();
            foreach (var (field, _) in QuarantineSchema.Findings)
            {
                var values = new ReadOnlyMemory<char>[entryCount];
                await group.ReadRawAsync<ReadOnlyMemory<char>>(field, values, levels.Definition, levels.Repetition, cancellation);
                columns.Add(values);
            }

            var lists = new List<List<Finding>>();
            var next = 0;
            foreach (var count in levels.Counts())
            {
                lists.Add([.. Enumerable.Range(next, count).Select(FindingAt)]);
                next += count;
            }

            return lists;

            Finding FindingAt(int i) => new(
                columns[0][i].ToString(),
                QuarantineSchema.SeverityOf(columns[1][i].ToString()),
                columns[2][i].ToString(),
                columns[3][i].ToString(),
                columns[4][i].ToString());
        }
    }
}
