using System.CommandLine;
using System.Text.Json;
using OpenPayments.Client.Output;
using OpenPayments.Client.Quarantine;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Audit;
using OpenPayments.Ingestion.Quarantine.Ledger;

namespace OpenPayments.Client.Commands;

/// <summary><c>quarantine waive</c>: writes down why records may stay where they are.</summary>
public static class QuarantineWaiveCommand
{
    public static Command Create(Terminal terminal)
    {
        var selection = new QuarantineSelection();
        var reason = new Option<string>("--reason") { Description = "Why these records may stay in quarantine.", HelpName = "REASON", Required = true };
        var record = new Option<long?>("--record") { Description = "Only the record of this number.", HelpName = "NUMBER" };
        var json = CommonOptions.Json();
        var command = new Command("waive", "Write down why quarantined records may stay there. They stay; validate no longer warns of them.") { reason, record, json };
        selection.AddTo(command);
        command.SetAction(async (result, cancellation) =>
        {
            var filter = selection.Read(result) with { RecordNumber = result.GetValue(record) };
            if (filter == new QuarantineFilter())
                throw new InputException("Say which records are meant: --year, --kind, --file, --rule, --column or --record.");
            if (filter is { RecordNumber: not null, File: null }) throw new InputException("A record number means a record of one file: name it with --file.");
            var why = result.GetRequiredValue(reason).Trim();
            if (why.Length == 0) throw new InputException("--reason is empty: say in a few words why these records may stay in quarantine.");
            await using var lake = await selection.Lake.OpenAsync(result, cancellation);
            var audit = new CommandAudit(lake.Store, TimeProvider.System, "quarantine waive");
            var files = await new QuarantineCatalog(lake.Store).WaiveAsync(filter, why, TimeProvider.System.GetUtcNow(), cancellation);
            await audit.AddAsync(files, why, cancellation);
            var count = files.Sum(file => file.WaivedCount);
            terminal.Out.WriteLine(result.GetValue(json) ? JsonSerializer.Serialize(new { waived_count = count, reason = why }, LakeJson.Indented) : $"Waived {Figures.Number(count, "record")}: {why}");
            return ExitCodes.Ok;
        });
        return command;
    }
}
