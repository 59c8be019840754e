using System.CommandLine;
using OpenPayments.Client.Lakes;
using OpenPayments.Client.Output;
using OpenPayments.GrainInterfaces;
using OpenPayments.Ingestion;

namespace OpenPayments.Client.Commands;

/// <summary><c>cancel YEAR</c>: stops what a cluster does to a year. What is finished stays, and the same ingest goes on from there.</summary>
public static class CancelCommand
{
    private static readonly TimeSpan LookPeriod = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static Command Create(Terminal terminal)
    {
        var year = new Argument<int>("YEAR") { Description = "The program year whose run is to be stopped.", CustomParser = result => CommonOptions.ParseOneYear(result) ?? 0 };
        var lake = new LakeOptions();
        var command = new Command("cancel", "Stop the run of a program year in a cluster; what is finished stays.") { year };
        lake.AddTo(command);
        command.SetAction(async (result, cancellation) =>
        {
            if (lake.FindCluster(result) is null)
                throw new InputException("Only a cluster's run goes on without its command: name the cluster with --cluster. The run of one machine is stopped by Ctrl-C where it runs.");
            await using var connection = await lake.OpenAsync(result, cancellation);
            var grain = (await connection.OpenGrainsAsync(1, cancellation)).GetYear(result.GetValue(year));
            return await CancelAsync(grain, result.GetValue(year), terminal, cancellation);
        });
        return command;
    }

    private static async Task<int> CancelAsync(IYearGrain grain, int year, Terminal terminal, CancellationToken cancellation)
    {
        var progress = await grain.GetProgressAsync();
        if (progress.Stage is RunStage.Idle or RunStage.Finished)
        {
            await terminal.Out.WriteLineAsync($"Nothing is being done to {year}.");
            return ExitCodes.Ok;
        }

        await grain.CancelAsync();
        for (var waited = TimeSpan.Zero; waited < Patience; waited += LookPeriod)
        {
            progress = await grain.GetProgressAsync();
            if (progress.Stage == RunStage.Finished)
            {
                await terminal.Out.WriteLineAsync(progress.Outcome == RunOutcome.Cancelled
                    ? $"The run of {year} has stopped. What is finished stays: the same ingest goes on from there."
                    : $"The run of {year} had come to its end already.");
                return ExitCodes.Ok;
            }

            await Task.Delay(LookPeriod, cancellation);
        }

        await terminal.Out.WriteLineAsync($"The run of {year} is still stopping: a publication that has begun is completed first. See `openpayments status {year}`.");
        return ExitCodes.Ok;
    }
}
