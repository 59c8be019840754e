using System.CommandLine;
using System.Text.Json;
using OpenPayments.Client.Lakes;
using OpenPayments.Client.Output;
using OpenPayments.Client.Progress;
using OpenPayments.Client.Trace;
using OpenPayments.Ingestion.Tracing;
using OpenPayments.Ingestion;

namespace OpenPayments.Client.Commands;

/// <summary><c>trace RECORD_ID</c>: from a record id to the row, and from the row to the bytes that CMS published.</summary>
public static class TraceCommand
{
    public static Command Create(Terminal terminal)
    {
        var id = new Argument<string>("RECORD_ID") { Description = "As CMS published it; leading zeros count." };
        var year = new Option<int?>("--year") { Description = "Only this program year.", HelpName = "YEAR", CustomParser = CommonOptions.ParseOneYear };
        var superseded = new Option<bool>("--superseded") { Description = "Also in publications that a newer one has replaced." };
        var skipHash = new Option<bool>("--skip-hash") { Description = "Cut the record from its raw file without hashing the whole file first." };
        var lake = new LakeOptions();
        var json = CommonOptions.Json();
        var command = new Command("trace", "Show a record as the table has it, where it comes from, its bytes as CMS published them, and what the rules say of it; quarantined records too.") { id, year, superseded, skipHash, json };
        lake.AddTo(command);
        command.SetAction(async (result, cancellation) =>
        {
            await using var connection = await lake.OpenAsync(result, cancellation);
            var store = connection.Store;
            var line = terminal.CanRedraw ? new PercentLine(terminal.Error, "Hashing the raw file", TimeProvider.System) : null;
            var recordId = result.GetRequiredValue(id);
            var scope = new TraceScope(result.GetValue(year), result.GetValue(superseded), VerifyRaw: !result.GetValue(skipHash));
            var traces = await new RecordTracer(store).FindAsync(recordId, scope, line, cancellation);
            line?.Clear();
            if (traces.IsEmpty)
                throw new InputException($"No table and no quarantine of the lake {store.Location} holds the record id {recordId}{(scope.ProgramYear is { } only ? $" in {only}" : "")}. Ids are compared as text; --superseded looks into replaced publications too.");
            terminal.Out.Write(result.GetValue(json) ? JsonSerializer.Serialize(traces, LakeJson.Indented) + "\n" : TraceText.Describe(traces));
            return traces.All(trace => trace.IsSound) ? ExitCodes.Ok : ExitCodes.CheckFailed;
        });
        return command;
    }
}
