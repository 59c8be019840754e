using System.Text;
using OpenPayments.Ingestion.Columns;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Ingestion.Tests.TestSupport;

/// <summary>Columns made from values, so that writers can be tested without the engine that builds columns.</summary>
public static class TestColumns
{
    public static TextColumnData Text(string name, params string?[] values) => new TestTextColumn(name, values, isDictionary: true);

    public static TextColumnData PlainText(string name, params string?[] values) => new TestTextColumn(name, values, isDictionary: false);

    public static NumberColumnData Date(string name, params DateOnly?[] values) =>
        new TestNumberColumn(name, ColumnType.Date, values.Select(value => (long?)(value?.DayNumber - new DateOnly(1970, 1, 1).DayNumber)));

    public static NumberColumnData Cents(string name, params decimal?[] values) =>
        new TestNumberColumn(name, ColumnType.Cents, values.Select(value => value is null ? (long?)null : (long)(value.Value * 100)));

    public static NumberColumnData Int32(string name, params int?[] values) =>
        new TestNumberColumn(name, ColumnType.Int32, values.Select(value => (long?)value));

    public static NumberColumnData Int64(string name, params long?[] values) => new TestNumberColumn(name, ColumnType.Int64, values);

    internal static ulong[] ValidityOf(IReadOnlyList<bool> isPresent)
    {
        var words = new ulong[(isPresent.Count + 63) / 64];
        for (var i = 0; i < isPresent.Count; i++)
            if (isPresent[i])
                words[i / 64] |= 1UL << (i % 64);
        return words;
    }

    private sealed class TestNumberColumn(string name, ColumnType type, IEnumerable<long?> values) : NumberColumnData(name, type)
    {
        private readonly long?[] rows = [.. values];
        private long[]? dense;
        private ulong[]? validity;

        public override int RowCount => rows.Length;

        public override int ValueCount => Values.Length;

        public override ReadOnlySpan<ulong> Validity => validity ??= ValidityOf([.. rows.Select(row => row is not null)]);

        public override ReadOnlySpan<long> Values => dense ??= [.. rows.OfType<long>()];
    }

    private sealed class TestTextColumn : TextColumnData
    {
        private readonly ulong[] validity;
        private readonly List<byte[]> texts = [];
        private readonly List<int> ids = [];
        private readonly int valueCount;

        public TestTextColumn(string name, string?[] values, bool isDictionary) : base(name)
        {
            RowCount = values.Length;
            IsDictionary = isDictionary;
            validity = ValidityOf([.. values.Select(value => value is not null)]);
            valueCount = values.Count(value => value is not null);
            var known = new Dictionary<string, int>(StringComparer.Ordinal);
            foreach (var value in values.OfType<string>())
            {
                if (!isDictionary)
                {
                    texts.Add(Encoding.UTF8.GetBytes(value));
                    continue;
                }

                if (known.TryAdd(value, texts.Count)) texts.Add(Encoding.UTF8.GetBytes(value));
                ids.Add(known[value]);
            }
        }

        public override int RowCount { get; }

        public override int ValueCount => valueCount;

        public override ReadOnlySpan<ulong> Validity => validity;

        public override bool IsDictionary { get; }

        public override ReadOnlySpan<int> Ids => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(ids);

        public override int TextCount => texts.Count;

        public override ReadOnlySpan<byte> GetText(int index) => texts[index];
    }
}
