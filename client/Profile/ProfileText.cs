using System.Globalization;
using System.Text;
using OpenPayments.Client.Output;
using OpenPayments.Ingestion.Profiles;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Client.Profile;

/// <summary>Profiles for people: a line a column, or everything about a few.</summary>
public static class ProfileText
{
    private const int MaxBoundLength = 18;
    private const int MaxTopLength = 32;
    private const int MaxValueLength = 80;

    public static string Describe(ProfiledFile file, bool inDetail)
    {
        var text = new StringBuilder();
        var profile = file.Profile;
        text.Append(CultureInfo.InvariantCulture, $"{profile.File}: {Figures.Number(profile.RowCount, "accepted record")}, {Figures.Number(file.Manifest.Landed.Layout.Columns.Length, "column")}");
        var quarantined = file.Manifest.Chunks.Sum(chunk => chunk.QuarantinedCount);
        if (quarantined > 0) text.Append(CultureInfo.InvariantCulture, $"; {Figures.Count(quarantined)} in quarantine are not counted here");
        text.Append(file.IsPublished ? ".\n\n" : "; not published.\n\n");
        if (inDetail) foreach (var column in profile.Columns) AppendColumn(text, column, profile.RowCount);
        else AppendTable(text, profile);
        return text.ToString();
    }

    private static void AppendTable(StringBuilder text, FileProfile profile)
    {
        var table = new TextTable(
            TextColumn.Left("column"), TextColumn.Left("type"), TextColumn.Right("values"), TextColumn.Right("NULL %"), TextColumn.Right("distinct"),
            TextColumn.Left("min"), TextColumn.Left("max"), TextColumn.Right("length"), TextColumn.Left("most frequent"));
        foreach (var column in profile.Columns)
            table.Add(
                column.Name, Word(column.Type), Figures.Count(column.ValueCount), Share(column.NullCount, profile.RowCount), Distinct(column),
                TextTable.Fit(column.Min ?? "-", MaxBoundLength), TextTable.Fit(column.Max ?? "-", MaxBoundLength), Lengths(column),
                column.TopValues is [var top, ..] ? $"{TextTable.Fit(top.Value, MaxTopLength)} ({Occurrences(top)})" : "-");
        text.Append(table).Append('\n');
        foreach (var column in profile.Columns.Where(column => !column.Quantiles.IsEmpty))
            text.Append(CultureInfo.InvariantCulture, $"{column.Name}: {Quantiles(column)}\n");
        text.Append("Texts are ordered by their bytes. More of one column: --column NAME.\n");
    }

    private static void AppendColumn(StringBuilder text, ColumnProfile column, long rowCount)
    {
        text.Append(CultureInfo.InvariantCulture, $"{column.Name}, {Word(column.Type)}\n");
        text.Append(CultureInfo.InvariantCulture, $"  values     {Figures.Count(column.ValueCount)} of {Figures.Count(rowCount)}, {Share(column.NullCount, rowCount)} % NULL\n");
        text.Append(CultureInfo.InvariantCulture, $"  distinct   {Distinct(column)}{(column.DistinctError > 0 ? " (standard error of the estimate)" : "")}\n");
        if (column.Min is null) return;
        text.Append(CultureInfo.InvariantCulture, $"  min        {TextTable.Fit(column.Min, MaxValueLength)}\n  max        {TextTable.Fit(column.Max!, MaxValueLength)}\n");
        if (column.MinLength is not null) text.Append(CultureInfo.InvariantCulture, $"  length     {Lengths(column)} characters\n");
        if (!column.Quantiles.IsEmpty) text.Append(CultureInfo.InvariantCulture, $"  quantiles  {Quantiles(column)}\n");
        if (column.TopValues.IsEmpty) text.Append("  No value is frequent enough to be listed.\n");
        else text.Append('\n').Append(TopTable(column, rowCount));
        text.Append('\n');
    }

    private static TextTable TopTable(ColumnProfile column, long rowCount)
    {
        var table = new TextTable(TextColumn.Left("most frequent"), TextColumn.Right("records"), TextColumn.Right("%"));
        foreach (var top in column.TopValues) table.Add(TextTable.Fit(top.Value, MaxValueLength), Occurrences(top), Share(top.Count, rowCount));
        return table;
    }

    private static string Word(ColumnType type) => type switch
    {
        ColumnType.Cents => "amount",
        ColumnType.Date => "date",
        ColumnType.Int32 or ColumnType.Int64 => "number",
        _ => "text",
    };

    private static string Distinct(ColumnProfile column) => column.DistinctError == 0
        ? Figures.Count(column.DistinctCount)
        : string.Create(CultureInfo.InvariantCulture, $"~{column.DistinctCount:N0} ±{column.DistinctError:P1}");

    private static string Lengths(ColumnProfile column) => column.MinLength is not { } min ? "-"
        : min == column.MaxLength ? Figures.Count(min) : $"{Figures.Count(min)}-{Figures.Count(column.MaxLength!.Value)}";

    private static string Occurrences(TopValue top) => top.Count == top.MaxCount ? Figures.Count(top.Count) : $"{Figures.Count(top.Count)} to {Figures.Count(top.MaxCount)}";

    private static string Quantiles(ColumnProfile column) =>
        string.Join(", ", column.Quantiles.Select(quantile => string.Create(CultureInfo.InvariantCulture, $"{quantile.Share:P0} {quantile.Value}")));

    /// <summary>None is "0" and all is "100": nothing else rounds to them.</summary>
    private static string Share(long part, long whole) => part == 0 ? "0" : part == whole ? "100"
        : Math.Clamp(100.0 * part / whole, 0.1, 99.9).ToString("F1", CultureInfo.InvariantCulture);
}
