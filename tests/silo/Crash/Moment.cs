using OpenPayments.Tests.Servers;

namespace OpenPayments.Silo.Tests.Crash;

/// <summary>A stage of a year, caught at a write to the lake that only this stage makes.</summary>
public enum Moment
{
    Land,
    Ingest,
    Validate,
    Publish,
    Record,
}

public static class MomentExtensions
{
    public static bool IsWriteOf(this ProxiedRequest request, Moment moment) => request.Method is "PUT" or "POST" && moment switch
    {
        Moment.Land => Has(request, "/raw/"),
        Moment.Ingest => Has(request, "/staging/") && request.Path.EndsWith(".parquet", StringComparison.Ordinal),
        Moment.Validate => Has(request, "/metadata/validations/"),
        Moment.Record => Has(request, "/metadata/audit_"),
        _ => Has(request, "/_delta_log/") && !Has(request, "/metadata/"),
    };

    private static bool Has(ProxiedRequest request, string part) => request.Path.Contains(part, StringComparison.Ordinal);
}
