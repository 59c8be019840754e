using System.CommandLine;
using System.Text.Json;
using OpenPayments.Client.Output;
using OpenPayments.Client.Quarantine;
using OpenPayments.Client.Settings;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Audit;
using OpenPayments.Ingestion.Quarantine.Replay;
using OpenPayments.Ingestion.Rules;

namespace OpenPayments.Client.Commands;

/// <summary><c>quarantine replay</c>: judges quarantined records again and moves what passes into the table.</summary>
public static class QuarantineReplayCommand
{
    public static Command Create(Terminal terminal)
    {
        var selection = new QuarantineSelection();
        var rules = new Option<FileInfo?>("--rules") { Description = "A configuration file whose rules are in force instead of the current ones, such as {\"rules\": {\"required-value\": \"warn\"}}.", HelpName = "FILE" };
        var reason = new Option<string>("--reason") { Description = "Why; it is written down in the ledger.", HelpName = "REASON", DefaultValueFactory = _ => "judged again by the rules in force" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Say what would move, and write nothing." };
        var json = CommonOptions.Json();
        var command = new Command("replay", "Judge the quarantined records again, by the current rules or others, and move what passes into the table.") { rules, reason, dryRun, json };
        selection.AddTo(command, byFinding: false);
        command.SetAction(async (result, cancellation) =>
        {
            var config = selection.Lake.ReadConfig(result);
            var ruleSet = RuleSet.Create((result.GetValue(rules) is { } file ? ConfigFile.Read(file.FullName) : config).Rules);
            await using var lake = await selection.Lake.OpenAsync(result, cancellation);
            using var writing = result.GetValue(dryRun) ? null : lake.LockWriting();
            var replayer = new QuarantineReplayer(lake.Store, TimeProvider.System, config.Parallelism ?? Environment.ProcessorCount);
            var audit = new CommandAudit(lake.Store, TimeProvider.System, "quarantine replay");
            var (codec, why, isDryRun) = (config.Codec ?? CompressionCodec.Zstd, result.GetRequiredValue(reason), result.GetValue(dryRun));
            var outcomes = await replayer.ReplayAsync(selection.Read(result, byFinding: false), ruleSet, codec, why, isDryRun, cancellation);
            if (!isDryRun) await audit.AddAsync(outcomes, ruleSet, codec, why, cancellation);
            terminal.Out.Write(result.GetValue(json) ? JsonSerializer.Serialize(outcomes, LakeJson.Indented) + "\n" : QuarantineText.Describe(outcomes, isDryRun));
            return ExitCodes.Ok;
        });
        return command;
    }
}
