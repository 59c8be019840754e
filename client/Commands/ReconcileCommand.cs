using System.CommandLine;
using OpenPayments.Client.Output;
using OpenPayments.Client.Validation;

namespace OpenPayments.Client.Commands;

/// <summary><c>reconcile YEAR</c>: the certificate alone, without the search for record ids that stand twice.</summary>
public static class ReconcileCommand
{
    public static Command Create(Terminal terminal)
    {
        var options = new ValidationOptions();
        var command = new Command("reconcile", "Certify that a year's records, dollars and cells are all in table or quarantine: validate without the search for duplicates.");
        options.AddTo(command);
        command.SetAction(async (result, cancellation) =>
        {
            var arguments = options.Read(result, mustBeUnique: false, mustCompare: false);
            await using var lake = await options.OpenLakeAsync(result, cancellation);
            return await new ValidationRun(terminal, arguments, lake.Store, TimeProvider.System, "reconcile").RunAsync(cancellation);
        });
        return command;
    }
}
