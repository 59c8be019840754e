using System.Text.Json;
using OpenPayments.Client.Output;
using OpenPayments.Client.Progress;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Audit;
using OpenPayments.Ingestion.Reconciliation;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Client.Validation;

/// <summary>One validation of a year from the command line.</summary>
/// <param name="command">As the audit tables call it.</param>
public sealed class ValidationRun(Terminal terminal, ValidationArguments arguments, IObjectStore store, TimeProvider time, string command)
{
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        var line = terminal.CanRedraw ? new PercentLine(terminal.Error, "Comparing raw files and parts", time) : null;
        var audit = new CommandAudit(store, time, command);
        var validator = new YearValidator(store, time, arguments.Parallelism);
        var validation = await validator.ValidateAsync(arguments.ProgramYear, arguments.Settings, arguments.Scope, line, cancellation);
        await audit.AddAsync(validation, arguments.Settings, arguments.Scope, cancellation);
        line?.Clear();
        terminal.Out.Write(arguments.Json ? JsonSerializer.Serialize(validation, LakeJson.Indented) + "\n" : ValidationText.Describe(validation));
        return validation.Verdict == Verdict.Fail ? ExitCodes.CheckFailed : ExitCodes.Ok;
    }
}
