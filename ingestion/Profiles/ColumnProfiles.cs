using System.Collections.Immutable;
using System.Text;
using OpenPayments.Ingestion.Parquet;
using OpenPayments.Ingestion.Profiles.Sketches;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Ingestion.Profiles;

/// <summary>Reads off a sketch what people want to know of the column.</summary>
internal static class ColumnProfiles
{
    private const int TopValueCount = 20;

    private static readonly ImmutableArray<double> Shares = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99];

    public static ColumnProfile Of(ColumnSketch column, long rowCount)
    {
        var isCounted = column.Frequent.IsComplete;
        var hasLengths = column is { Type: ColumnType.Text, ValueCount: > 0 };
        return new ColumnProfile(
            column.Name,
            column.Type,
            column.ValueCount,
            rowCount - column.ValueCount,
            isCounted ? column.Frequent.Count : Math.Min(column.Distinct.Estimate(), column.ValueCount),
            isCounted ? 0 : HyperLogLog.StandardError,
            column.Min is null ? null : Spell(column.Type, column.Min),
            column.Max is null ? null : Spell(column.Type, column.Max),
            hasLengths ? column.MinLength : null,
            hasLengths ? column.MaxLength : null,
            [.. column.Frequent.Ordered.Take(TopValueCount).Select(value => new TopValue(Spell(column.Type, value.Value), value.Count, Math.Min(value.MaxCount, column.ValueCount)))],
            [.. FindQuantiles(column)]);
    }

    /// <summary>The middle of a bucket may lie outside of what the column holds; its ends may not.</summary>
    private static IEnumerable<Quantile> FindQuantiles(ColumnSketch column) => column is { Quantiles: { } quantiles, Min: { } min, Max: { } max }
        ? Shares.Zip(quantiles.Find(Shares), (share, value) => new Quantile(share, PartStatistics.Spell(column.Type, Math.Clamp(value, NumberKey.Read(min), NumberKey.Read(max)))))
        : [];

    private static string Spell(ColumnType type, byte[] value) =>
        type == ColumnType.Text ? Encoding.UTF8.GetString(value) : PartStatistics.Spell(type, NumberKey.Read(value));
}
