using System.CommandLine;
using OpenPayments.Client.Commands;
using OpenPayments.Client.Lakes;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Quarantine.Ledger;
using OpenPayments.Ingestion.Rules;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Client.Quarantine;

/// <summary>The options that say which quarantined records of which lake are meant.</summary>
public sealed class QuarantineSelection
{
    private readonly Option<int?> _year = new("--year") { Description = "Only this program year.", HelpName = "YEAR", CustomParser = CommonOptions.ParseOneYear };
    private readonly Option<Kind[]> _kind = CommonOptions.Kinds();
    private readonly Option<string?> _file = new("--file") { Description = "Only this file, such as 2023/2025-01-30/general.", HelpName = "FILE" };
    private readonly Option<string?> _rule = new("--rule") { Description = "Only records that this rule rejected.", HelpName = "RULE" };
    private readonly Option<string?> _column = new("--column") { Description = "Only records that were rejected for this column.", HelpName = "COLUMN" };

    public LakeOptions Lake { get; } = new();

    /// <param name="byFinding">Whether records can be chosen by rule and column; if not, whole files are.</param>
    public void AddTo(Command command, bool byFinding = true)
    {
        foreach (var option in (Option[])[_year, _kind, _file, .. byFinding ? new Option[] { _rule, _column } : []]) command.Add(option);
        Lake.AddTo(command);
    }

    public QuarantineFilter Read(ParseResult result, bool byFinding = true)
    {
        var kinds = result.GetValue(_kind) ?? [];
        if (kinds.Length > 1) throw new InputException("--kind takes one kind here: run the command once for each.");
        var rule = byFinding ? result.GetValue(_rule) : null;
        if (rule is not null && RuleCatalog.Find(rule) is null) throw new InputException($"There is no rule '{rule}'. `openpayments rules` lists them all.");
        return new QuarantineFilter(
            result.GetValue(_year), kinds.Length == 0 ? null : kinds[0], rule, byFinding ? result.GetValue(_column) : null, result.GetValue(_file) is { } file ? ParseFile(file) : null);
    }

    public static FileId ParseFile(string text)
    {
        try
        {
            return FileId.Parse(text);
        }
        catch (FormatException failure)
        {
            throw new InputException(failure.Message, failure);
        }
    }
}
