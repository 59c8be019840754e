using System.Globalization;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Generator;

/// <summary>The name under which CMS would publish a file.</summary>
public static class OpenPaymentsFileName
{
    public static string Of(FileLayout layout, int programYear, DateOnly publication)
    {
        var stamp = publication.ToString("MMddyyyy", CultureInfo.InvariantCulture);
        var isFirstEra = layout.EraId.EndsWith("-g0", StringComparison.Ordinal);
        return layout.Kind switch
        {
            Kind.Profile when isFirstEra => $"OPPR_SPLMTL_PH_PRFL_{stamp}.csv",
            Kind.Profile when publication.Year < 2022 => $"OP_PH_PRFL_SPLMTL_P{stamp}.csv",
            Kind.Profile => $"OP_CVRD_RCPNT_PRFL_SPLMTL_P{stamp}.csv",
            Kind.Removed => string.Create(CultureInfo.InvariantCulture, $"OP_REMOVED_DELETED_PGYR{programYear}_P{stamp}.csv"),
            _ when isFirstEra => $"OPPR_ALL_DTL_{Code(layout.Kind)}_{stamp}.csv",
            _ => string.Create(CultureInfo.InvariantCulture, $"OP_DTL_{Code(layout.Kind)}_PGYR{programYear}_P{stamp}.csv"),
        };
    }

    private static string Code(Kind kind) => kind switch
    {
        Kind.General => "GNRL",
        Kind.Research => "RSRCH",
        Kind.Ownership => "OWNRSHP",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}
