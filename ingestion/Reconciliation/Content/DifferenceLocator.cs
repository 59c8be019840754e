using System.Globalization;
using System.IO.Hashing;
using System.Text;
using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Schema;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Reconciliation.Content;

/// <summary>
/// Names the records in which the two sides of a chunk differ. It reads the chunk twice more, which only a damaged lake costs:
/// once for the hashes of the differing columns, once for the values of the records found.
/// </summary>
internal static class DifferenceLocator
{
    private const int MostColumns = 8;
    private const int MostRecords = 5;
    private const int MostCharacters = 60;

    public static async Task<IReadOnlyList<string>> FindAsync(ChunkContent content, LandedFile file, ChunkResult chunk, IReadOnlyList<int> columns, CancellationToken cancellation)
    {
        var range = file.Chunks[chunk.ChunkIndex];
        int[] traced = [.. columns.Take(MostColumns)];
        var (raw, lake) = await ReadBothAsync(() => new CellTrace(traced));
        var suspects = raw.Records.Keys.Union(lake.Records.Keys).Where(Differs).Order().Take(MostRecords + 1).ToList();
        var wanted = suspects.Take(MostRecords).ToHashSet();
        var (rawValues, lakeValues) = await ReadBothAsync(() => new CellValues(file.Layout, wanted));

        var lines = suspects.Take(MostRecords).Select(number => Describe(number)).ToList();
        if (suspects.Count > MostRecords) lines.Add($"more records of chunk {chunk.ChunkIndex} differ");
        return lines;

        async Task<(T Raw, T Lake)> ReadBothAsync<T>(Func<T> create) where T : ICellSink
        {
            T rawSink = create(), lakeSink = create();
            try
            {
                await content.ReadRawAsync(range, rawSink, new PaymentTally(), ids: null, cancellation);
            }
            catch (Exception failure) when (failure is InputException or StoreException)
            {
                // The file is cut short or gone, which has been said; what of the chunk is there can still be compared.
            }

            await content.ReadLakeAsync(chunk, lakeSink, new PaymentTally(), cancellation);
            return (rawSink, lakeSink);
        }

        bool Differs(long number) => !raw.Records.TryGetValue(number, out var left) || !lake.Records.TryGetValue(number, out var right) || !left.Equals(right);

        string Describe(long number)
        {
            var isInRaw = raw.Records.TryGetValue(number, out var left);
            var isInLake = lake.Records.TryGetValue(number, out var right);
            var place = string.Create(CultureInfo.InvariantCulture, $"record {number} of {file.Id} (byte {(isInRaw ? left : right)!.OffsetBytes})");
            if (!isInLake) return $"{place} is in the raw file, but neither in the table nor in quarantine";
            if (!isInRaw) return $"{place} is in the lake, but not in the raw file";
            if (left!.Count != right!.Count) return $"{place} is in the raw file {Times(left.Count)} and in the lake {Times(right.Count)}";
            var cells = traced.Where((_, i) => left.Hashes[i] != right.Hashes[i]).Select(column =>
                $"{file.Layout.Columns[column].Name} is {rawValues.Of(number, column)} in the raw file and {lakeValues.Of(number, column)} in the lake").ToList();
            return cells.Count == 0 ? $"{place} stands in another place than the lake says" : $"{place}: {string.Join("; ", cells)}";
        }
    }

    private static string Times(int count) => count == 1 ? "once" : count == 2 ? "twice" : string.Create(CultureInfo.InvariantCulture, $"{count} times");

    /// <summary>For each record the hashes of some columns.</summary>
    private sealed class CellTrace(int[] columns) : ICellSink
    {
        public Dictionary<long, TracedRecord> Records { get; } = [];

        public void Record(long number, long offsetBytes, int lengthBytes)
        {
            var record = Of(number);
            record.Count++;
            record.OffsetBytes = offsetBytes;
            record.Hash += XxHash3.HashToUInt64(BitConverter.GetBytes(offsetBytes), lengthBytes);
        }

        public void Text(long number, int column, ReadOnlySpan<byte> text) => Add(number, column, XxHash3.HashToUInt64(text, 1));

        public void Number(long number, int column, long value) => Add(number, column, XxHash3.HashToUInt64(BitConverter.GetBytes(value), 2));

        public void Misfit(long number, int column, ReadOnlySpan<byte> text) => Add(number, column, XxHash3.HashToUInt64(text, 3));

        public void Unreadable(long number, long offsetBytes, ReadOnlySpan<byte> record)
        {
            Record(number, offsetBytes, record.Length);
            Of(number).Hash += XxHash3.HashToUInt64(record, 4);
        }

        private void Add(long number, int column, ulong hash)
        {
            var index = Array.IndexOf(columns, column);
            if (index >= 0) Of(number).Hashes[index] += hash;
        }

        private TracedRecord Of(long number)
        {
            if (!Records.TryGetValue(number, out var record)) Records.Add(number, record = new TracedRecord(new ulong[columns.Length]));
            return record;
        }
    }

    private sealed record TracedRecord(ulong[] Hashes)
    {
        public int Count { get; set; }

        public long OffsetBytes { get; set; }

        public ulong Hash { get; set; }

        public bool Equals(TracedRecord? other) => other is not null && Count == other.Count && Hash == other.Hash && Hashes.AsSpan().SequenceEqual(other.Hashes);

        public override int GetHashCode() => Hash.GetHashCode();
    }

    /// <summary>The values of a few records, as people read them.</summary>
    private sealed class CellValues(FileLayout layout, HashSet<long> records) : ICellSink
    {
        private readonly Dictionary<(long, int), string> _values = [];

        public string Of(long number, int column) => _values.GetValueOrDefault((number, column), "empty");

        public void Record(long number, long offsetBytes, int lengthBytes)
        {
        }

        public void Text(long number, int column, ReadOnlySpan<byte> text)
        {
            if (records.Contains(number)) _values[(number, column)] = Quote(Encoding.UTF8.GetString(text));
        }

        public void Number(long number, int column, long value)
        {
            if (records.Contains(number)) _values[(number, column)] = CellText.Of(layout.Columns[column].Type, value);
        }

        public void Misfit(long number, int column, ReadOnlySpan<byte> text) => Text(number, column, text);

        public void Unreadable(long number, long offsetBytes, ReadOnlySpan<byte> record)
        {
        }

        private static string Quote(string text) => $"'{(text.Length <= MostCharacters ? text : text[..MostCharacters] + "…")}'";
    }
}
