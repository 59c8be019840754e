using System.CommandLine;
using OpenPayments.Client.Output;
using OpenPayments.Client.Settings;
using OpenPayments.Ingestion.Stores;
using OpenPayments.Silo;
using OpenPayments.Silo.Settings;

namespace OpenPayments.Client.Commands;

/// <summary><c>silo</c>: one worker of a cluster, until it is told to stop.</summary>
public static class SiloCommand
{
    public static Command Create(Terminal terminal)
    {
        var options = new SettingOptions(ClusterSettings.All);
        var config = CommonOptions.Config();
        var command = new Command("silo", "Run one silo of a cluster: it does the work that clients ask for, and stops cleanly on SIGTERM.");
        options.AddTo(command);
        command.Add(config);
        command.SetAction(async (result, cancellation) =>
        {
            var file = ConfigFile.ReadOrEmpty(result.GetValue(config));
            var silo = SiloOptions.Read(SettingValues.Of(setting => options.Find(result, setting), file.Find));
            await SiloProgram.RunAsync(silo, terminal.Out, cancellation);
            return ExitCodes.Ok;
        });
        return command;
    }
}
