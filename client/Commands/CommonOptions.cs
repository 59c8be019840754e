using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using OpenPayments.Client.Settings;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Reconciliation;
using OpenPayments.Ingestion.Schema;
using OpenPayments.Ingestion.Sources;
using OpenPayments.Storage;

namespace OpenPayments.Client.Commands;

/// <summary>Options that more than one command has, made afresh for each so that every command stands alone.</summary>
public static class CommonOptions
{
    public const string LakeVariable = "OPENPAYMENTS_LAKE";

    private const string DefaultLake = "lake";

    public static Option<bool> Json() => new("--json") { Description = "Print one JSON document; messages go to standard error." };

    public static Option<string?> Lake() => new("--lake") { Description = $"The lake's folder. Default: ${LakeVariable}, or ./{DefaultLake}.", HelpName = "PATH" };

    public static Option<FileInfo?> Config() => new("--config") { Description = "A JSON file with severities of rules and defaults of options.", HelpName = "FILE" };

    public static Option<FileInfo[]> Totals() => new("--totals")
    {
        Description = "Control totals to hold against the files, beside those that CMS has published: a CSV or JSON file with program_year, kind, publication, records, usd, or a summary file of CMS (PBLCTN_….csv). Repeat it for more.",
        HelpName = "FILE",
    };

    public static Option<int[]> Years() => new("--year")
    {
        Description = "Only these program years; repeat it or separate them by commas.",
        HelpName = "YEAR",
        CustomParser = result => ParseEach(result, ParseYear),
    };

    public static Option<Kind[]> Kinds() => new("--kind")
    {
        Description = "Only these kinds: general, research, ownership, removed, profile.",
        HelpName = "KIND",
        CustomParser = result => ParseEach(result, ParseKind),
    };

    public static Option<DateOnly[]> Publications() => new("--publication")
    {
        Description = "Only these publications; one alone also stands for files that do not name theirs. Such as 2025-01-30.",
        HelpName = "DATE",
        CustomParser = result => ParseEach(result, ParsePublication),
    };

    public static Option<long?> ChunkSize() => new("--chunk-size")
    {
        Description = "Aimed size of a chunk, such as 64MiB. Memory grows with it.",
        HelpName = "SIZE",
        CustomParser = ParseSize,
    };

    public static Option<int?> Parallelism() => new("--parallelism")
    {
        Description = "Chunks worked on at a time. Default: one a processor.",
        HelpName = "COUNT",
        CustomParser = result => ParseNumber(result, "a number of chunks", 1024),
    };

    public static Option<CompressionCodec?> Codec() => new("--codec")
    {
        Description = "Compression of the parts: zstd (default) or snappy.",
        HelpName = "CODEC",
        CustomParser = ParseCodec,
    };

    public static Option<int?> ZstdLevel() => new("--zstd-level")
    {
        Description = $"How hard zstd tries, from 1 (default, fastest) to {IngestionSettings.MaxZstdLevel} (smallest).",
        HelpName = "LEVEL",
        CustomParser = result => ParseNumber(result, "a level of zstd", IngestionSettings.MaxZstdLevel),
    };

    /// <summary>What configuration and options say of how files are judged.</summary>
    public static ValidationSettings ReadValidation(ConfigFile config, FileInfo[]? totals)
    {
        var files = (totals ?? []).Select(file => (file.FullName, Summary: SourceFinder.FindSummary(file.FullName))).ToList();
        return new ValidationSettings
        {
            DuplicateRecordId = config.Validation.DuplicateRecordId,
            Drift = config.Validation.Drift,
            Totals = [.. files.Where(file => file.Summary is null).SelectMany(file => ControlTotals.ReadFile(file.FullName))],
            Summaries = [.. files.Select(file => file.Summary).OfType<SummarySource>()],
        };
    }

    public static int? ParseOneYear(ArgumentResult result) => result.Tokens is [var token] ? ParseYear(token.Value, result) : null;

    public static DateOnly? ParseOnePublication(ArgumentResult result) => result.Tokens is [var token] ? ParsePublication(token.Value, result) : null;

    /// <summary>The lake by option, then environment, then configuration file, then <c>./lake</c>; a full path, or a place on S3.</summary>
    public static string ResolveLake(string? option, ConfigFile? config)
    {
        var lake = option ?? LakeOfEnvironment() ?? config?.Lake ?? DefaultLake;
        return ObjectStores.IsRemote(lake) ? lake : Path.GetFullPath(lake);
    }

    public static string? LakeOfEnvironment() => Environment.GetEnvironmentVariable(LakeVariable) is { Length: > 0 } variable ? variable : null;

    private static T[] ParseEach<T>(ArgumentResult result, Func<string, ArgumentResult, T?> parse) where T : struct
    {
        var values = new List<T>();
        foreach (var token in result.Tokens.SelectMany(token => token.Value.Split(',')))
            if (parse(token, result) is { } value)
                values.Add(value);
        return [.. values];
    }

    private static int? ParseYear(string text, ArgumentResult result)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var year) && year is >= 2013 and <= 2100) return year;
        result.AddError($"'{text}' is not a program year: write one such as 2023; CMS's first is 2013.");
        return null;
    }

    private static Kind? ParseKind(string text, ArgumentResult result)
    {
        if (KindExtensions.TryParseKind(text, out var kind)) return kind;
        result.AddError($"'{text}' is not a kind: write general, research, ownership, removed or profile.");
        return null;
    }

    private static DateOnly? ParsePublication(string text, ArgumentResult result)
    {
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)) return date;
        result.AddError($"'{text}' is not a publication date: write it as 2025-01-30.");
        return null;
    }

    private static long? ParseSize(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (ChunkSizes.TryParse(text, out var bytes)) return bytes;
        result.AddError(ChunkSizes.Complaint(text));
        return null;
    }

    private static int? ParseNumber(ArgumentResult result, string what, int max)
    {
        var text = result.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= max) return number;
        result.AddError($"'{text}' is not {what}: write one from 1 to {max}.");
        return null;
    }

    private static CompressionCodec? ParseCodec(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        foreach (var codec in Enum.GetValues<CompressionCodec>())
            if (string.Equals(codec.ToString(), text, StringComparison.OrdinalIgnoreCase))
                return codec;
        result.AddError($"'{text}' is not a codec: write zstd or snappy.");
        return null;
    }
}
