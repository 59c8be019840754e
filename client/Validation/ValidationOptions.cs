using System.CommandLine;
using OpenPayments.Client.Commands;
using OpenPayments.Client.Lakes;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Reconciliation;

namespace OpenPayments.Client.Validation;

/// <param name="Parallelism">Chunks compared at a time.</param>
public sealed record ValidationArguments(int ProgramYear, ValidationSettings Settings, YearValidationScope Scope, int Parallelism, bool Json);

/// <summary>The options that <c>validate</c> and <c>reconcile</c> share.</summary>
public sealed class ValidationOptions
{
    private readonly Argument<int?> _year = new("YEAR")
    {
        Description = "The program year.",
        Arity = ArgumentArity.ExactlyOne,
        CustomParser = CommonOptions.ParseOneYear,
    };

    private readonly Option<FileInfo[]> _totals = CommonOptions.Totals();
    private readonly Option<bool> _superseded = new("--superseded") { Description = "Also the publications that a newer one has replaced." };
    private readonly Option<int?> _parallelism = CommonOptions.Parallelism();
    private readonly LakeOptions _lake = new();
    private readonly Option<bool> _json = CommonOptions.Json();

    public void AddTo(Command command)
    {
        command.Add(_year);
        foreach (var option in (Option[])[_totals, _superseded, _parallelism, _json]) command.Add(option);
        _lake.AddTo(command);
    }

    public Task<LakeConnection> OpenLakeAsync(ParseResult result, CancellationToken cancellation) => _lake.OpenAsync(result, cancellation);

    /// <summary>Throws <see cref="InputException"/> when the configuration file or the totals cannot be used.</summary>
    public ValidationArguments Read(ParseResult result, bool mustBeUnique, bool mustCompare)
    {
        var config = _lake.ReadConfig(result);
        return new ValidationArguments(
            result.GetValue(_year)!.Value,
            CommonOptions.ReadValidation(config, result.GetValue(_totals)),
            new YearValidationScope(mustBeUnique, mustCompare, result.GetValue(_superseded)),
            result.GetValue(_parallelism) ?? config.Parallelism ?? Environment.ProcessorCount,
            result.GetValue(_json));
    }
}
