using System.CommandLine;
using OpenPayments.Client.Ingest;
using OpenPayments.Client.Output;

namespace OpenPayments.Client.Commands;

/// <summary><c>ingest SOURCE…</c>: the main job, from CMS's files to published tables.</summary>
public static class IngestCommand
{
    public static Command Create(Terminal terminal)
    {
        var options = new IngestOptions();
        var dryRun = new Option<bool>("--dry-run") { Description = "Show the plan and write nothing; the same as the command plan." };
        var command = new Command("ingest", "Bring every Open Payments file in these sources into the lake: land, check, type, validate, publish.");
        options.AddTo(command);
        command.Add(dryRun);
        command.SetAction(async (result, cancellation) =>
        {
            var arguments = options.Read(result);
            await using var lake = await options.OpenLakeAsync(result, cancellation);
            var session = new IngestSession(terminal, arguments, lake, TimeProvider.System);
            return await (result.GetValue(dryRun) ? session.PlanAsync(cancellation) : session.IngestAsync(cancellation));
        });
        return command;
    }
}
