using System.Globalization;
using OpenPayments.Client.Output;

namespace OpenPayments.Client.Report.Page;

/// <summary>Who did what to the year, and when.</summary>
internal static class RunsSection
{
    public static void Write(HtmlWriter html, YearReport report)
    {
        Sections.Start(html, Sections.Runs);
        if (report.Runs.IsEmpty)
        {
            html.Write($"<p>No run of this year is recorded: it was ingested by a version that kept no records.</p>\n");
        }
        else
        {
            var table = new HtmlTable(html, "The last runs of the year", "Started (UTC)", "#Took", "Command", "By", "Outcome", "Files", "Run");
            foreach (var run in report.Runs)
                table.Row(
                    Cell.Short(run.StartedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)), Cell.Figure(Figures.Time(run.FinishedAt - run.StartedAt)),
                    Cell.Plain(run.Command, 80), Cell.Plain(run.By ?? "–", 80), Cell.Plain(Say(run.Outcome), 80),
                    Cell.Plain(string.Join(", ", run.Outcomes.Select(outcome => $"{outcome.Value} {Say(outcome.Key)}"))), Cell.Code(run.RunId, 80));
            table.End();
        }

        Sections.End(html);
    }

    private static string Say(string outcome) => outcome.Replace('_', ' ');
}
