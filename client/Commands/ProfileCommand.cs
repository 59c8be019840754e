using System.CommandLine;
using System.Text.Json;
using OpenPayments.Client.Lakes;
using OpenPayments.Client.Output;
using OpenPayments.Client.Profile;
using OpenPayments.Ingestion;

namespace OpenPayments.Client.Commands;

/// <summary><c>profile YEAR</c>: what the columns of a year's files hold.</summary>
public static class ProfileCommand
{
    public static Command Create(Terminal terminal)
    {
        var year = new Argument<int?>("YEAR") { Description = "The program year.", Arity = ArgumentArity.ExactlyOne, CustomParser = CommonOptions.ParseOneYear };
        var kinds = CommonOptions.Kinds();
        var publications = CommonOptions.Publications();
        publications.Description = "Only these publications. Default: the newest of each kind.";
        var columns = new Option<string[]>("--column") { Description = "Only these columns, with all that is known of them; repeat it for several.", HelpName = "NAME" };
        var lake = new LakeOptions();
        var json = CommonOptions.Json();
        var command = new Command("profile", "Show what the columns of a year's files hold: values, NULLs, distinct and frequent values, ranges, lengths, quantiles.") { year, kinds, publications, columns, json };
        lake.AddTo(command);
        command.SetAction(async (result, cancellation) =>
        {
            await using var connection = await lake.OpenAsync(result, cancellation);
            var selection = new ProfileSelection(result.GetValue(year)!.Value, result.GetValue(kinds) ?? [], result.GetValue(publications) ?? [], result.GetValue(columns) ?? []);
            var files = await selection.ReadAsync(connection.Store, terminal.Error, cancellation);
            terminal.Out.Write(result.GetValue(json)
                ? JsonSerializer.Serialize(files.Select(file => file.Profile), LakeJson.Indented) + "\n"
                : string.Join("\n", files.Select(file => ProfileText.Describe(file, inDetail: selection.Columns.Count > 0))));
            return ExitCodes.Ok;
        });
        return command;
    }
}
