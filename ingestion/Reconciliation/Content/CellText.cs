using System.Globalization;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Ingestion.Reconciliation.Content;

/// <summary>How the values of typed columns read for people, and in JSON: 2024-12-31, 12.34, 7.</summary>
internal static class CellText
{
    public static string Of(ColumnType type, long value) => type switch
    {
        ColumnType.Date => DateOnly.FromDateTime(DateTime.UnixEpoch).AddDays((int)value).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ColumnType.Cents => (value / 100m).ToString("0.00", CultureInfo.InvariantCulture),
        _ => value.ToString(CultureInfo.InvariantCulture),
    };
}
