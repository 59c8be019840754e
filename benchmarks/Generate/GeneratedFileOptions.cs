using System.CommandLine;
using System.Globalization;
using OpenPayments.Benchmarks.Options;
using OpenPayments.Generator;
using OpenPayments.Generator.Defects;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Benchmarks.Generate;

/// <summary>The options that say what file to make; the same for every command that makes one.</summary>
public sealed class GeneratedFileOptions
{
    private const long DefaultSizeBytes = 64 << 20;

    private static readonly string[] Eras = [.. EraCatalog.Eras.Select(era => era.EraId)];

    private readonly Option<string> _era = new("--era") { Description = $"Kind and header generation: {string.Join(", ", Eras)}.", HelpName = "KIND-ERA", DefaultValueFactory = _ => "general-g3" };

    private readonly Option<long?> _size = new("--size")
    {
        Description = "Size of the file, such as 1GiB. Default: 64MiB.",
        HelpName = "SIZE",
        CustomParser = SizeArgument.ParseOne,
    };

    private readonly Option<int?> _year = new("--year") { Description = "Program year. Default: one that the era belongs to." };

    private readonly Option<DateOnly?> _publication = new("--publication")
    {
        Description = "Publication date, such as 2025-01-30. Default: one that the era belongs to.",
        CustomParser = result =>
        {
            if (DateOnly.TryParseExact(result.Tokens[0].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)) return date;
            result.AddError($"'{result.Tokens[0].Value}' is not a date: write it as 2025-01-30.");
            return null;
        },
    };

    private readonly Option<ulong> _seed = new("--seed") { Description = "The same seed makes the same bytes.", DefaultValueFactory = _ => 1 };
    private readonly Option<double> _bad = new("--bad") { Description = "Share of spoilt records, such as 0.002." };
    private readonly Option<double> _oddities = new("--oddities") { Description = "Share of records with an oddity as in CMS's own files; such records are kept." };
    private readonly Option<Quoting> _quoting = new("--quoting") { Description = "Which cells are quoted: as CMS does, or all." };
    private readonly Option<DefectSort[]> _defects = new("--defects") { Description = "Only these sorts of defects and oddities.", AllowMultipleArgumentsPerToken = true };
    private readonly Option<bool> _crLf = new("--crlf") { Description = "End records with CR LF." };

    public GeneratedFileOptions() => _era.AcceptOnlyFromAmong(Eras);

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _era, _size, _year, _publication, _seed, _bad, _oddities, _quoting, _crLf, _defects }) command.Add(option);
    }

    public GeneratorOptions Read(ParseResult result)
    {
        var options = GeneratorOptions.For(EraCatalog.Find(result.GetRequiredValue(_era)));
        return options with
        {
            SizeBytes = result.GetValue(_size) ?? DefaultSizeBytes,
            ProgramYear = result.GetValue(_year) ?? options.ProgramYear,
            Publication = result.GetValue(_publication) ?? options.Publication,
            Seed = result.GetValue(_seed),
            BadShare = result.GetValue(_bad),
            OddityShare = result.GetValue(_oddities),
            Quoting = result.GetValue(_quoting),
            UseCrLf = result.GetValue(_crLf),
            Defects = [.. result.GetValue(_defects) ?? []],
        };
    }
}
