using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace OpenPayments.Ingestion.Reconciliation.Content;

/// <summary>Records and cents by payer and nature of payment, and of the disputed ones.</summary>
internal sealed class PaymentTally
{
    private readonly Dictionary<(string Payer, string Nature), PaymentSum> _groups = [];

    public PaymentSum Disputed { get; private set; }

    public IEnumerable<KeyValuePair<(string Payer, string Nature), PaymentSum>> Groups =>
        _groups.OrderBy(group => group.Key.Payer, StringComparer.Ordinal).ThenBy(group => group.Key.Nature, StringComparer.Ordinal);

    public IEnumerable<KeyValuePair<string, PaymentSum>> Natures => _groups
        .GroupBy(group => group.Key.Nature, group => group.Value)
        .Select(nature => KeyValuePair.Create(nature.Key, nature.Aggregate(default(PaymentSum), (sum, group) => sum.Plus(group))))
        .OrderBy(nature => nature.Key, StringComparer.Ordinal);

    public int PayerCount => _groups.Keys.Select(group => group.Payer).Distinct().Count();

    public int GroupCount => _groups.Count;

    public void Add(string payer, string nature, long cents, bool isDisputed)
    {
        ref var sum = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_groups, (payer, nature), out _);
        sum = sum.Plus(new PaymentSum(1, cents));
        if (isDisputed) Disputed = Disputed.Plus(new PaymentSum(1, cents));
    }

    public void Add(PaymentTally other)
    {
        foreach (var (key, sum) in other._groups) _groups[key] = _groups.GetValueOrDefault(key).Plus(sum);
        Disputed = Disputed.Plus(other.Disputed);
    }

    public PaymentSum SumOf((string Payer, string Nature) group) => _groups.GetValueOrDefault(group);

    /// <summary>SHA-256 over the lines <c>payer TAB nature TAB records TAB cents LF</c>, in order.</summary>
    public string Digest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var ((payer, nature), sum) in Groups)
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{payer}\t{nature}\t{sum.RecordCount}\t{sum.Cents}\n")));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

internal readonly record struct PaymentSum(long RecordCount, long Cents)
{
    public PaymentSum Plus(PaymentSum other) => new(RecordCount + other.RecordCount, Cents + other.Cents);
}
