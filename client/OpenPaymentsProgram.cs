using System.CommandLine;
using System.CommandLine.Invocation;
using OpenPayments.Client.Commands;
using OpenPayments.Client.Lakes;
using OpenPayments.Client.Output;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Client;

/// <summary>Reads the command line, runs one command, and turns however it ended into a message and an exit code.</summary>
public static class OpenPaymentsProgram
{
    public static async Task<int> RunAsync(string[] args, Terminal terminal)
    {
        var result = CreateRoot(terminal).Parse(args);
        if (result.Action is ParseErrorAction complaint)
        {
            complaint.ShowHelp = args.Length == 0;
            result.Invoke(new InvocationConfiguration { Output = terminal.Error, Error = terminal.Error });
            return ExitCodes.Usage;
        }

        using var interruption = new Interruption();
        var invocation = new InvocationConfiguration
        {
            Output = terminal.Out,
            Error = terminal.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        try
        {
            return await result.InvokeAsync(invocation, interruption.Token).ConfigureAwait(false);
        }
        catch (CredentialsException e)
        {
            await terminal.Error.WriteLineAsync(e.Message).ConfigureAwait(false);
            return ExitCodes.Credentials;
        }
        catch (Exception e) when (e is InputException or StoreException)
        {
            await terminal.Error.WriteLineAsync(e.Message).ConfigureAwait(false);
            return ExitCodes.Failed;
        }
        catch (Exception e) when (ClusterTrouble.IsPassing(e))
        {
            await terminal.Error.WriteLineAsync($"The cluster did not answer ({e.Message.Split('\n')[0].TrimEnd('.')}): look after its silos, and run the same command again.").ConfigureAwait(false);
            return ExitCodes.Failed;
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            await terminal.Error.WriteLineAsync("Interrupted.").ConfigureAwait(false);
            return ExitCodes.Interrupted;
        }
#pragma warning disable CA1031 // The outermost boundary: whatever escapes to here is a bug, and is shown whole.
        catch (Exception e)
#pragma warning restore CA1031
        {
            await terminal.Error.WriteLineAsync($"This is a bug in OpenPayments; please report it with the lines below. Nothing that was published before is harmed.\n{e}").ConfigureAwait(false);
            return ExitCodes.Failed;
        }
    }

    private static RootCommand CreateRoot(Terminal terminal) => new(
        "Turns the CMS Open Payments files into a validated, typed, traceable Parquet lake, and proves that no record and no cent is lost.")
    {
        IngestCommand.Create(terminal),
        PlanCommand.Create(terminal),
        StatusCommand.Create(terminal),
        QueryCommand.Create(terminal),
        ValidateCommand.Create(terminal),
        ReconcileCommand.Create(terminal),
        ReportCommand.Create(terminal),
        TraceCommand.Create(terminal),
        ProfileCommand.Create(terminal),
        QuarantineCommand.Create(terminal),
        VerifyCommand.Create(terminal),
        ReplayCommand.Create(terminal),
        RulesCommand.Create(terminal),
        VersionCommand.Create(terminal),
        CancelCommand.Create(terminal),
        SiloCommand.Create(terminal),
        DevCommand.Create(terminal),
    };
}
