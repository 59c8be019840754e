using System.CommandLine;
using System.Text.Json;
using OpenPayments.Client.Output;
using OpenPayments.Client.Quarantine;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Quarantine.Ledger;

namespace OpenPayments.Client.Commands;

/// <summary><c>quarantine list</c>: how many records are set aside, by file, rule and column, or one by one.</summary>
public static class QuarantineListCommand
{
    public static Command Create(Terminal terminal)
    {
        var selection = new QuarantineSelection();
        var records = new Option<bool>("--records") { Description = "One line a record instead of counts." };
        var json = CommonOptions.Json();
        var command = new Command("list", "Count the quarantined records by file, rule and column, and the decisions about them.") { records, json };
        selection.AddTo(command);
        command.SetAction(async (result, cancellation) =>
        {
            await using var lake = await selection.Lake.OpenAsync(result, cancellation);
            var filter = selection.Read(result);
            var found = await new QuarantineCatalog(lake.Store).ListAsync(filter, cancellation);
            var ledger = new QuarantineLedger(lake.Store);
            var decisions = new List<QuarantineDecision>();
            foreach (var file in await new QuarantineCatalog(lake.Store).FilesAsync(filter, cancellation))
                decisions.AddRange((await ledger.ReadAsync(file.Landed.Id, cancellation)).Select(entry => QuarantineDecision.Of(file.Landed.Id, entry)));
            var report = QuarantineReport.Create(found, decisions, result.GetValue(records));
            terminal.Out.Write(result.GetValue(json) ? JsonSerializer.Serialize(report, LakeJson.Indented) + "\n" : QuarantineText.Describe(report));
            return ExitCodes.Ok;
        });
        return command;
    }
}
