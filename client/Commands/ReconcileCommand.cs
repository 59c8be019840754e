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
        command.SetAction((result, cancellation) => new ValidationRun(terminal, options.Read(result, mustBeUnique: false), TimeProvider.System).RunAsync(cancellation));
        return command;
    }
}
