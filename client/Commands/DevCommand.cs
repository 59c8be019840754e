using System.CommandLine;
using OpenPayments.Client.Dev;
using OpenPayments.Client.Output;

namespace OpenPayments.Client.Commands;

/// <summary><c>dev up|down|status</c>: a cluster on this machine, to try what only a cluster has.</summary>
public static class DevCommand
{
    public static Command Create(Terminal terminal) => new("dev", "A cluster on this machine: DynamoDB Local, an S3 server and some silos in the background.")
    {
        Up(terminal),
        Down(terminal),
        Status(terminal),
    };

    private static Command Up(Terminal terminal)
    {
        var silos = new Option<int>("--silos") { Description = "How many silos. Default: 3.", HelpName = "COUNT", DefaultValueFactory = _ => 3 };
        silos.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !(int.TryParse(token.Value, out var count) && count is >= 1 and <= 20)) result.AddError($"'{token.Value}' is not a number of silos: write one from 1 to 20.");
        });
        var command = new Command("up", "Start what does not run yet, and say what to do next.") { silos };
        command.SetAction(async (result, cancellation) =>
        {
            var state = await new DevCluster(terminal).UpAsync(result.GetValue(silos), cancellation);
            await terminal.Out.WriteAsync(Describe(state));
            await terminal.Out.WriteLineAsync($"\nNext: ./openpayments ingest samples --cluster {state.Cluster}");
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command Down(Terminal terminal)
    {
        var delete = new Option<bool>("--delete") { Description = "Also delete the local cluster's lake, tables and logs." };
        var command = new Command("down", "Stop everything that dev up has started; the lake and the tables stay.") { delete };
        command.SetAction(async (result, _) =>
        {
            var wasRunning = await DevCluster.DownAsync();
            if (result.GetValue(delete) && Directory.Exists(DevState.Folder)) Directory.Delete(DevState.Folder, recursive: true);
            await terminal.Out.WriteLineAsync(wasRunning ? "Stopped." : "Nothing was running.");
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command Status(Terminal terminal)
    {
        var command = new Command("status", "Show what runs of the local cluster.");
        command.SetAction(async (_, _) =>
        {
            var state = DevState.Read();
            var isUp = state?.Processes.Any(process => process.IsRunning) == true;
            await terminal.Out.WriteAsync(isUp ? Describe(state!) : "The local cluster is down. Start it with: openpayments dev up\n");
            return isUp ? ExitCodes.Ok : ExitCodes.Failed;
        });
        return command;
    }

    private static string Describe(DevState state)
    {
        var table = new TextTable(TextColumn.Left("name"), TextColumn.Right("pid"), TextColumn.Left("state"), TextColumn.Left("address"), TextColumn.Left("log"));
        foreach (var process in state.Processes)
            table.Add(process.Name, $"{process.Id}", process.IsRunning ? "running" : "ended", process.Address, process.LogPath);
        return $"{table}\nCluster {state.Cluster}, lake {state.Lake}\n";
    }
}
