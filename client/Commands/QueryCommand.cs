using System.CommandLine;
using OpenPayments.Client.Output;
using OpenPayments.Client.Query;
using OpenPayments.Client.Settings;

namespace OpenPayments.Client.Commands;

/// <summary><c>query "SQL"</c>: DuckDB over the published tables.</summary>
public static class QueryCommand
{
    public static Command Create(Terminal terminal)
    {
        var sql = new Argument<string>("SQL") { Description = "What to ask, in DuckDB's SQL. Tables by name: general_payments, research_payments, ownership_interests, removed_records, recipient_profiles, quarantine_... and ..._history of each." };
        var format = new Option<QueryFormat>("--format")
        {
            Description = "table (for people), csv or json.",
            HelpName = "FORMAT",
            DefaultValueFactory = _ => QueryFormat.Table,
        };
        format.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, [.. Enum.GetNames<QueryFormat>().Select(name => name.ToLowerInvariant())]);
        var limit = new Option<int>("--rows")
        {
            Description = "Most rows of a table; csv and json have all.",
            HelpName = "COUNT",
            DefaultValueFactory = _ => LakeQuery.DefaultTableRowLimit,
        };
        var lake = CommonOptions.Lake();
        var config = CommonOptions.Config();
        var command = new Command("query", "Ask the published tables in SQL.") { sql, format, limit, lake, config };
        command.SetAction(async (result, cancellation) =>
        {
            var store = ExistingLake.Open(CommonOptions.ResolveLake(result.GetValue(lake), ConfigFile.ReadOrEmpty(result.GetValue(config))));
            await new LakeQuery(store).RunAsync(result.GetRequiredValue(sql), result.GetValue(format), terminal.Out, result.GetValue(limit), cancellation);
            return ExitCodes.Ok;
        });
        return command;
    }
}
