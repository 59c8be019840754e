using System.CommandLine;
using OpenPayments.Client.Lakes;
using OpenPayments.Client.Output;
using OpenPayments.Client.Query;

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
        var lake = new LakeOptions();
        var command = new Command("query", "Ask the published tables in SQL.") { sql, format, limit };
        lake.AddTo(command);
        command.SetAction(async (result, cancellation) =>
        {
            await using var connection = await lake.OpenAsync(result, cancellation);
            await new LakeQuery(connection.Store, PartFolder.Of(connection.Store, terminal)).RunAsync(result.GetRequiredValue(sql), result.GetValue(format), terminal.Out, result.GetValue(limit), cancellation);
            return ExitCodes.Ok;
        });
        return command;
    }
}
