using System.Collections.Immutable;
using System.Runtime.InteropServices;
using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Rules;

namespace OpenPayments.Ingestion.Reconciliation.Content;

/// <summary>Gathers what a <see cref="ContentProfile"/> needs besides the sums: values of listed columns and the spread of amounts.</summary>
internal sealed class ProfileTally(LandedFile file)
{
    private readonly TextPool _texts = new();
    private readonly Dictionary<string, long>?[] _categories =
        [.. file.Layout.Columns.Select(column => Enumerations.Columns.Any(pattern => ColumnPattern.Matches(pattern, column.Name)) ? new Dictionary<string, long>(StringComparer.Ordinal) : null)];

    private readonly Dictionary<int, long> _amounts = [];

    public bool IsCategory(int column) => _categories[column] is not null;

    public void AddCategory(int column, ReadOnlySpan<byte> text)
    {
        ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(_categories[column]!, _texts.Get(text), out _);
        count++;
    }

    public void AddAmount(long cents)
    {
        ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(_amounts, AmountBuckets.Of(cents), out _);
        count++;
    }

    public void Add(ProfileTally other)
    {
        for (var i = 0; i < _categories.Length; i++)
            foreach (var (value, count) in other._categories[i] ?? [])
                _categories[i]![value] = _categories[i]!.GetValueOrDefault(value) + count;
        foreach (var (bucket, count) in other._amounts) _amounts[bucket] = _amounts.GetValueOrDefault(bucket) + count;
    }

    public ContentProfile ToProfile(ContentSums sums, PaymentTally payments)
    {
        var columns = file.Layout.Columns;
        var counts = new long[columns.Length];
        for (var i = 0; i < counts.Length; i++) counts[i] = sums.Columns[i].ValueCount;
        return new ContentProfile(
            file.Id.ToString(),
            file.Sha256,
            sums.RecordCount,
            payments.Groups.Sum(group => group.Value.Cents),
            columns.Select((column, i) => KeyValuePair.Create(column.Name, counts[i])).ToImmutableSortedDictionary(StringComparer.Ordinal),
            columns.Select((column, i) => (column.Name, Values: _categories[i])).Where(column => column.Values is not null)
                .ToImmutableSortedDictionary(column => column.Name, column => column.Values!.ToImmutableSortedDictionary(StringComparer.Ordinal), StringComparer.Ordinal),
            _amounts.ToImmutableSortedDictionary(),
            payments.Groups.GroupBy(group => group.Key.Payer, group => group.Value)
                .ToImmutableSortedDictionary(payer => payer.Key, payer => new RecordsAndCents(payer.Sum(sum => sum.RecordCount), payer.Sum(sum => sum.Cents)), StringComparer.Ordinal));
    }
}
