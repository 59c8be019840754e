using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace OpenPayments.Ingestion.Rules;

/// <summary>The rules as one run applies them: the catalog with the severities that the user changed.</summary>
public sealed class RuleSet
{
    private readonly ImmutableArray<Severity> _severities;

    private RuleSet(ImmutableArray<Severity> severities)
    {
        _severities = severities;
        Fingerprint = ComputeFingerprint(severities);
    }

    public static RuleSet Default { get; } = Create(ImmutableSortedDictionary<string, Severity>.Empty);

    /// <summary>Identifies what these rules say of any record: sixteen hex digits.</summary>
    public string Fingerprint { get; }

    public Severity SeverityOf(Rule rule) => _severities[rule.Index];

    /// <summary>Applies changed severities. Throws <see cref="InputException"/> for a rule that does not exist or must reject.</summary>
    public static RuleSet Create(IReadOnlyDictionary<string, Severity> changes)
    {
        foreach (var (id, severity) in changes)
        {
            var rule = RuleCatalog.Find(id)
                ?? throw new InputException($"There is no rule '{id}'. `openpayments rules` lists them all.");
            if (rule.IsFixed && severity != rule.Severity)
                throw new InputException($"Rule '{id}' cannot be set to {severity.ToString().ToLowerInvariant()}: {rule.Reason} Such a record has no place in the table, so it stays in quarantine.");
        }

        return new RuleSet([.. RuleCatalog.All.Select(rule => changes.TryGetValue(rule.Id, out var severity) ? severity : rule.Severity)]);
    }

    private static string ComputeFingerprint(ImmutableArray<Severity> severities)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"rules {RuleCatalog.Version}\n");
        foreach (var rule in RuleCatalog.All)
            text.Append(CultureInfo.InvariantCulture, $"{rule.Id} {severities[rule.Index]}\n");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..16];
    }
}
