using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using OpenPayments.Client.Output;
using OpenPayments.Client.Settings;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Rules;

namespace OpenPayments.Client.Commands;

/// <summary><c>rules</c>: every check that a record goes through, with the severities that are in force.</summary>
public static class RulesCommand
{
    private sealed record RuleReport(string Id, Severity Severity, bool CanChange, string Reason, IReadOnlyList<string> Columns);

    public static Command Create(Terminal terminal)
    {
        var json = CommonOptions.Json();
        var config = CommonOptions.Config();
        var command = new Command("rules", "List the rules: id, severity, the columns they read, and what is wrong with a record that breaks one.") { config, json };
        command.SetAction(result =>
        {
            var changes = ConfigFile.ReadOrEmpty(result.GetValue(config)).Rules;
            var reports = Describe(RuleSet.Create(changes));
            if (result.GetValue(json))
                terminal.Out.WriteLine(JsonSerializer.Serialize(reports, LakeJson.Indented));
            else
                terminal.Out.Write(CreateList(reports));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static List<RuleReport> Describe(RuleSet rules) =>
        [.. RuleCatalog.All.Select(rule => new RuleReport(rule.Id, rules.SeverityOf(rule), !rule.IsFixed, rule.Reason, rule.Columns))];

    private static string CreateList(List<RuleReport> reports)
    {
        var text = new StringBuilder();
        foreach (var rule in reports)
        {
            var severity = rule.Severity == Severity.Warn ? "warn" : rule.CanChange ? "reject" : "reject*";
            text.Append(CultureInfo.InvariantCulture, $"{rule.Id,-28}{severity,-9}{rule.Reason}\n");
            text.Append(CultureInfo.InvariantCulture, $"{"",-37}reads {(rule.Columns.Count == 0 ? "the whole record" : string.Join(", ", rule.Columns))}\n");
        }

        return text.Append("\n* Such a record has no place in a typed row: no configuration can lower it to a warning.\n").ToString();
    }
}
