using System.CommandLine;
using System.Text.Json;
using OpenPayments.Client.Lakes;
using OpenPayments.Client.Output;
using OpenPayments.Client.Quarantine;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Quarantine.Ledger;

namespace OpenPayments.Client.Commands;

/// <summary><c>quarantine show FILE RECORD</c>: one record as it was published, its broken fields marked.</summary>
public static class QuarantineShowCommand
{
    private sealed record ShownRecord(QuarantineLine Record, MarkedRecord Marked, byte[] Bytes);

    public static Command Create(Terminal terminal)
    {
        var file = new Argument<string>("FILE") { Description = "Such as 2023/2025-01-30/general." };
        var number = new Argument<long>("RECORD") { Description = "The record's number in the file." };
        var lakeOptions = new LakeOptions();
        var json = CommonOptions.Json();
        var command = new Command("show", "Show a quarantined record as it was published, with its broken fields between » and «.") { file, number, json };
        lakeOptions.AddTo(command);
        command.SetAction(async (result, cancellation) =>
        {
            await using var lake = await lakeOptions.OpenAsync(result, cancellation);
            var filter = new QuarantineFilter(File: QuarantineSelection.ParseFile(result.GetRequiredValue(file)), RecordNumber: result.GetValue(number));
            var found = await new QuarantineCatalog(lake.Store).ListAsync(filter, cancellation);
            if (found.Count == 0)
                throw new InputException($"Record {filter.RecordNumber} of {filter.File} is not in quarantine now. `openpayments quarantine list --records` names those that are.");
            var record = found[0];
            var marked = MarkedRecord.Of(record.Manifest.Landed, record.Record);
            terminal.Out.Write(result.GetValue(json)
                ? JsonSerializer.Serialize(new ShownRecord(QuarantineLine.Of(record), marked, record.Record.RawBytes), LakeJson.Indented) + "\n"
                : QuarantineText.Describe(record, marked));
            return ExitCodes.Ok;
        });
        return command;
    }
}
