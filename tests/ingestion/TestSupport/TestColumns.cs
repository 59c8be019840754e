using System.Text;
using OpenPayments.Ingestion.Columns;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Ingestion.Tests.TestSupport;

/// <summary>Columns made from values, so that writers can be tested without the engine that builds columns.</summary>
public static class TestColumns
{
    public static TextColumnData Text(string name, params string?[] values) => new TestTextColumn(name, values, isDictionary: true, []);

    /// <summary>A column whose dictionary also has _texts of _rows that were dropped; the first of them comes first.</summary>
    public static TextColumnData TextWithUnused(string name, byte[][] unusedTexts, params string?[] values) =>
        new TestTextColumn(name, values, isDictionary: true, unusedTexts);

    public static TextColumnData PlainText(string name, params string?[] values) => new TestTextColumn(name, values, isDictionary: false, []);

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
        private readonly long?[] _rows = [.. values];
        private long[]? _dense;
        private ulong[]? _validity;

        public override int RowCount => _rows.Length;

        public override int ValueCount => Values.Length;

        public override ReadOnlySpan<ulong> Validity => _validity ??= ValidityOf([.. _rows.Select(row => row is not null)]);

        public override ReadOnlySpan<long> Values => _dense ??= [.. _rows.OfType<long>()];
    }

    private sealed class TestTextColumn : TextColumnData
    {
        private readonly ulong[] _validity;
        private readonly List<byte[]> _texts = [];
        private readonly List<int> _ids = [];
        private readonly int _valueCount;

        public TestTextColumn(string name, string?[] values, bool isDictionary, byte[][] unusedTexts) : base(name)
        {
            if (unusedTexts.Length > 0) _texts.Add(unusedTexts[0]);
            RowCount = values.Length;
            IsDictionary = isDictionary;
            _validity = ValidityOf([.. values.Select(value => value is not null)]);
            _valueCount = values.Count(value => value is not null);
            var known = new Dictionary<string, int>(StringComparer.Ordinal);
            foreach (var value in values.OfType<string>())
            {
                if (!isDictionary)
                {
                    _texts.Add(Encoding.UTF8.GetBytes(value));
                    continue;
                }

                if (known.TryAdd(value, _texts.Count)) _texts.Add(Encoding.UTF8.GetBytes(value));
                _ids.Add(known[value]);
            }

            _texts.AddRange(unusedTexts.Skip(1));
        }

        public override int RowCount { get; }

        public override int ValueCount => _valueCount;

        public override ReadOnlySpan<ulong> Validity => _validity;

        public override bool IsDictionary { get; }

        public override ReadOnlySpan<int> Ids => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_ids);

        public override int TextCount => _texts.Count;

        public override long TextSizeBytes => _texts.Sum(text => (long)text.Length);

        public override ReadOnlySpan<byte> GetText(int index) => _texts[index];

        public override TextRun GetRun(int firstValue, int valueCount)
        {
            var texts = _texts.Slice(firstValue, valueCount);
            var origin = 3 * firstValue; // As if others stood before.
            var end = origin;
            return new TextRun(texts.SelectMany(text => text).ToArray(), texts.Select(text => end += text.Length).ToArray(), origin);
        }
    }
}
