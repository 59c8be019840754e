using System.CommandLine;
using OpenPayments.Client.Output;
using OpenPayments.Client.Validation;

namespace OpenPayments.Client.Commands;

/// <summary><c>validate YEAR</c>: proves again, from the lake's bytes alone, what a year holds.</summary>
public static class ValidateCommand
{
    public static Command Create(Terminal terminal)
    {
        var options = new ValidationOptions();
        var command = new Command("validate", "Read a year's raw files and parts again, compare them cell by cell, look for record ids that stand twice, and write certificates. Changes nothing that is published.");
        options.AddTo(command);
        command.SetAction(async (result, cancellation) =>
        {
            var arguments = options.Read(result, mustBeUnique: true, mustCompare: true);
            await using var lake = await options.OpenLakeAsync(result, cancellation);
            return await new ValidationRun(terminal, arguments, lake.Store, TimeProvider.System, "validate").RunAsync(cancellation);
        });
        return command;
    }
}
