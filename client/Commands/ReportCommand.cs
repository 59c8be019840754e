using System.CommandLine;
using System.Text.Json;
using OpenPayments.Client.Lakes;
using OpenPayments.Client.Output;
using OpenPayments.Client.Query;
using OpenPayments.Client.Report;
using OpenPayments.Client.Report.Page;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Reconciliation;

namespace OpenPayments.Client.Commands;

/// <summary><c>report YEAR</c>: what a program year is worth and what is in it, as one page.</summary>
public static class ReportCommand
{
    public static Command Create(Terminal terminal)
    {
        var year = new Argument<int?>("YEAR") { Description = "The program year.", Arity = ArgumentArity.ExactlyOne, CustomParser = CommonOptions.ParseOneYear };
        var publication = new Option<DateOnly?>("--publication") { Description = "This publication instead of what the tables show. Such as 2025-01-30.", HelpName = "DATE", CustomParser = CommonOptions.ParseOnePublication };
        var output = new Option<string?>("--output", "-o") { Description = "The page, or the folder for it. Default: ./report-YEAR.html.", HelpName = "FILE" };
        var open = new Option<bool>("--open") { Description = "Show the page in the browser." };
        var json = new Option<bool>("--json") { Description = "Print what the page says as one JSON document, and write no page." };
        var lake = new LakeOptions();
        var command = new Command("report", "Write a page about a program year: verdict, certificates, quarantine with samples, drift, charts, comparison with the previous publication.") { year, publication, output, open, json };
        lake.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(json) && (result.GetValue(open) || result.GetValue(output) is not null)) result.AddError("--json writes no page: leave --output and --open away.");
        });
        command.SetAction(async (result, cancellation) =>
        {
            var (programYear, asked) = (result.GetValue(year)!.Value, result.GetValue(publication));
            await using var connection = await lake.OpenAsync(result, cancellation);
            var path = result.GetValue(json) ? null : ReportFile.Locate(result.GetValue(output), programYear, asked);
            var report = await new YearReportReader(connection.Store, PartFolder.Of(connection.Store, terminal)).ReadAsync(programYear, asked, cancellation);
            if (path is null)
            {
                terminal.Out.WriteLine(JsonSerializer.Serialize(report, LakeJson.Indented));
            }
            else
            {
                await ReportFile.WriteAsync(path, ReportPage.Write(report), cancellation);
                terminal.Out.WriteLine(path);
                if (result.GetValue(open) && await WebBrowser.OpenAsync(path, cancellation) is { } trouble)
                    await terminal.Error.WriteLineAsync($"No browser was opened ({trouble}): open {path} in one yourself.");
            }

            return report.Verdict == Verdict.Fail ? ExitCodes.CheckFailed : ExitCodes.Ok;
        });
        return command;
    }
}
