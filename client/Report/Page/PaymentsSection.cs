using OpenPayments.Client.Report.Charts;
using OpenPayments.Ingestion.Reconciliation;

namespace OpenPayments.Client.Report.Page;

/// <summary>What the accepted records come to: by nature, month, state, company and recipient.</summary>
internal static class PaymentsSection
{
    public static void Write(HtmlWriter html, YearReport report)
    {
        Sections.Start(html, Sections.Payments);
        html.Write($"<p>Accepted records only, as the tables show them.</p>\n");
        foreach (var file in report.Files)
        {
            Sections.StartFile(html, file);
            Sections.Tell(html, file.TroubleWith(ReportedFile.PaymentsSubject));
            if (file.Payments is not { } figures) continue;
            var measure = Measure.Of(figures.IsMoney);
            var what = figures.IsMoney ? "Dollars" : "Records";
            BarTable.Write(html, $"{what} by {figures.BreakdownTitle}", figures.BreakdownTitle, figures.Breakdown, measure, withIds: false);
            html.Write($"<div class=\"pair\">\n");
            if (figures.Months is { } months) MonthColumns.Write(html, $"{what} by month", IdOf(file, "months"), report.ProgramYear, months, figures.OutsideYear, measure);
            if (figures.States is { } states) StateTiles.Write(html, $"{what} by state of the recipient", IdOf(file, "states"), states, figures.Elsewhere, measure);
            html.Write($"</div>\n<div class=\"pair\">\n");
            if (figures.Companies is { } companies) BarTable.Write(html, "Companies with the most dollars", "company", companies, measure, withIds: true);
            if (figures.Recipients is { } recipients) BarTable.Write(html, "Recipients with the most dollars", "recipient", recipients, measure, withIds: true);
            html.Write($"</div>\n");
        }

        Sections.End(html);
    }

    private static string IdOf(ReportedFile file, string chart) => $"{file.File.Replace('/', '-')}-{chart}";
}
