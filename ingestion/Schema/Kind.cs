namespace OpenPayments.Ingestion.Schema;

/// <summary>The five sorts of file that CMS publishes and we ingest. Each has one staging table.</summary>
public enum Kind
{
    General,
    Research,
    Ownership,
    Removed,
    Profile,
}

public static class KindExtensions
{
    extension(Kind kind)
    {
        /// <summary>The word used in keys, options and JSON: <c>general</c>.</summary>
        public string Code => kind switch
        {
            Kind.General => "general",
            Kind.Research => "research",
            Kind.Ownership => "ownership",
            Kind.Removed => "removed",
            Kind.Profile => "profile",
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
        };

        /// <summary>The staging table, as <c>query</c> and the lake folders name it: <c>general_payments</c>.</summary>
        public string TableName => kind switch
        {
            Kind.General => "general_payments",
            Kind.Research => "research_payments",
            Kind.Ownership => "ownership_interests",
            Kind.Removed => "removed_records",
            Kind.Profile => "recipient_profiles",
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
        };
    }

    public static bool TryParseKind(string code, out Kind kind)
    {
        foreach (var candidate in Enum.GetValues<Kind>())
        {
            if (!string.Equals(candidate.Code, code, StringComparison.OrdinalIgnoreCase)) continue;
            kind = candidate;
            return true;
        }

        kind = default;
        return false;
    }
}
