using System.CommandLine;
using OpenPayments.Client.Ingest;
using OpenPayments.Client.Output;

namespace OpenPayments.Client.Commands;

/// <summary><c>plan SOURCE…</c>: what an ingest of these sources would do.</summary>
public static class PlanCommand
{
    public static Command Create(Terminal terminal)
    {
        var options = new IngestOptions();
        var command = new Command("plan", "Show what an ingest of these sources would do, and write nothing.");
        options.AddTo(command);
        command.SetAction(async (result, cancellation) =>
        {
            var arguments = options.Read(result);
            await using var lake = await options.OpenLakeAsync(result, cancellation);
            return await new IngestSession(terminal, arguments, lake, TimeProvider.System).PlanAsync(cancellation);
        });
        return command;
    }
}
