using System.CommandLine;
using System.Text.Json;
using OpenPayments.Client.Lakes;
using OpenPayments.Client.Output;
using OpenPayments.Client.Status;
using OpenPayments.Ingestion;

namespace OpenPayments.Client.Commands;

/// <summary><c>status [YEAR]</c>: what the lake holds and what is being done to it, also while a run goes on elsewhere.</summary>
public static class StatusCommand
{
    public static Command Create(Terminal terminal)
    {
        var year = new Argument<int?>("YEAR")
        {
            Description = "Only this program year, with every check and finding.",
            Arity = ArgumentArity.ZeroOrOne,
            CustomParser = CommonOptions.ParseOneYear,
        };
        var lake = new LakeOptions();
        var json = CommonOptions.Json();
        var command = new Command("status", "Show what the lake holds and what is being done to it.") { year, json };
        lake.AddTo(command);
        command.SetAction(async (result, cancellation) =>
        {
            await using var connection = await lake.OpenAsync(result, cancellation);
            var report = await StatusReader.ReadAsync(connection, result.GetValue(year), cancellation);
            if (result.GetValue(json))
                terminal.Out.WriteLine(JsonSerializer.Serialize(report, LakeJson.Indented));
            else
                terminal.Out.Write(StatusText.Describe(report, inDetail: result.GetValue(year) is not null));
            return ExitCodes.Ok;
        });
        return command;
    }
}
