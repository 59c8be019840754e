using System.Globalization;
using System.Text;
using OpenPayments.Client.Output;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Client.Ingest;

/// <summary>A plan for people: one line a file, what was left aside and why, and what it amounts to.</summary>
public static class PlanText
{
    private const int MostSkipped = 10;

    public static string Describe(IngestPlan plan, string lake)
    {
        var table = new TextTable(
            TextColumn.Right("year"), TextColumn.Left("publication"), TextColumn.Left("kind"), TextColumn.Left("era"),
            TextColumn.Right("size"), TextColumn.Right("chunks"), TextColumn.Left("plan"), TextColumn.Left("file"));
        foreach (var (source, action, chunks) in plan.Files)
            table.Add(
                source.Id.ProgramYear.ToString(CultureInfo.InvariantCulture),
                source.Id.Publication.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                source.Id.Kind.Code,
                source.Layout.EraId,
                Figures.Bytes(source.LengthBytes),
                (action == PlannedAction.Ingest ? "~" : "") + Figures.Count(chunks),
                Words(action),
                source.Location);

        var text = new StringBuilder(table.ToString());
        foreach (var summary in plan.Summaries) text.Append(CultureInfo.InvariantCulture, $"\nControl totals: {summary.Place.Location} ({summary.Identity.Form}, {summary.Identity.Publication:yyyy-MM-dd})");
        if (!plan.Summaries.IsEmpty) text.Append('\n');
        AppendSkipped(text, plan);
        foreach (var file in plan.Refused) text.Append('\n').Append(DriftText.Describe(file.Source));
        return text.Append('\n').Append(Sum(plan, lake)).Append('\n').ToString();
    }

    private static string Words(PlannedAction action) => action switch
    {
        PlannedAction.Ingest => "ingest",
        PlannedAction.Unchanged => "unchanged",
        PlannedAction.Refused => "refused: drift",
        _ => throw new ArgumentOutOfRangeException(nameof(action), action, null),
    };

    private static void AppendSkipped(StringBuilder text, IngestPlan plan)
    {
        if (plan.Skipped.IsEmpty) return;
        text.Append(CultureInfo.InvariantCulture, $"\nLeft aside: {Figures.Number(plan.Skipped.Length, "file")}.\n");
        foreach (var skipped in plan.Skipped.Take(MostSkipped)) text.Append(CultureInfo.InvariantCulture, $"  {skipped.Path} {skipped.Reason}\n");
        if (plan.Skipped.Length > MostSkipped) text.Append(CultureInfo.InvariantCulture, $"  ... and {plan.Skipped.Length - MostSkipped} more\n");
    }

    private static string Sum(IngestPlan plan, string lake)
    {
        var files = plan.ToIngest.ToList();
        var unchanged = plan.Files.Count(file => file.Action == PlannedAction.Unchanged);
        var parts = new List<string>
        {
            files.Count == 0
                ? "Nothing to ingest"
                : $"To ingest: {Figures.Number(files.Count, "file")}, {Figures.Bytes(files.Sum(file => file.Source.LengthBytes))}, about {Figures.Number(files.Sum(file => (long)file.EstimatedChunks), "chunk")}, into {lake}",
        };
        if (unchanged > 0) parts.Add($"{Figures.Number(unchanged, "file")} unchanged");
        if (plan.Refused.Any()) parts.Add($"{Figures.Number(plan.Refused.Count(), "file")} refused for drift (--allow-drift takes them too)");
        return string.Join("; ", parts) + ".";
    }
}
