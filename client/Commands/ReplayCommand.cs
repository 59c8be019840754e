using System.CommandLine;
using OpenPayments.Client.Lakes;
using OpenPayments.Client.Output;
using OpenPayments.Client.Replay;
using OpenPayments.Ingestion.Runs;

namespace OpenPayments.Client.Commands;

/// <summary><c>replay RUN</c>: does a recorded run again, from raw into a scratch lake, and compares digests.</summary>
public static class ReplayCommand
{
    public static Command Create(Terminal terminal)
    {
        var lake = new LakeOptions();
        var run = new Argument<string>("RUN") { Description = $"The id of a recorded run, its beginning, or {RunRecords.Latest}." };
        var year = new Option<int?>("--year") { Description = "Only what the run did of this program year.", HelpName = "YEAR", CustomParser = CommonOptions.ParseOneYear };
        var scratch = new Option<DirectoryInfo?>("--scratch") { Description = "The folder below which the scratch lake is made. Default: the machine's temporary folder.", HelpName = "FOLDER" };
        var keep = new Option<bool>("--keep") { Description = "Leave the scratch lake where it is." };
        var parallelism = CommonOptions.Parallelism();
        var json = CommonOptions.Json();
        var command = new Command("replay", "Do a recorded run again, from the raw zone into a scratch lake, and compare every part, count and cent with what the run recorded. The lake itself is only read.")
        {
            run, year, scratch, keep, parallelism, json,
        };
        lake.AddTo(command);
        command.SetAction(async (result, cancellation) =>
        {
            var arguments = new ReplayArguments(
                result.GetRequiredValue(run), result.GetValue(year), result.GetValue(scratch)?.FullName, result.GetValue(keep),
                result.GetValue(parallelism) ?? lake.ReadConfig(result).Parallelism ?? Environment.ProcessorCount, result.GetValue(json));
            await using var connection = await lake.OpenAsync(result, cancellation);
            return await new ReplaySession(terminal, arguments, connection.Store, TimeProvider.System).RunAsync(cancellation);
        });
        return command;
    }
}
