using System.Collections.Immutable;
using System.CommandLine;
using OpenPayments.Client.Ingest;
using OpenPayments.Client.Lakes;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Rules;
using OpenPayments.Ingestion.Schema;
using OpenPayments.Ingestion.Sources;

namespace OpenPayments.Client.Commands;

/// <summary>The options that <c>ingest</c> and <c>plan</c> share: a plan has to know what an ingest would.</summary>
public sealed class IngestOptions
{
    private readonly Argument<string[]> _sources = new("SOURCE")
    {
        Description = "Folders, CSV files and .zip archives as CMS publishes them.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<int[]> _years = CommonOptions.Years();
    private readonly Option<Kind[]> _kinds = CommonOptions.Kinds();
    private readonly Option<DateOnly[]> _publications = CommonOptions.Publications();
    private readonly LakeOptions _lake = new();
    private readonly Option<long?> _chunkSize = CommonOptions.ChunkSize();
    private readonly Option<int?> _parallelism = CommonOptions.Parallelism();
    private readonly Option<CompressionCodec?> _codec = CommonOptions.Codec();
    private readonly Option<int?> _zstdLevel = CommonOptions.ZstdLevel();
    private readonly Option<bool> _allowDrift = new("--allow-drift")
    {
        Description = "Also ingest files whose header is of no known era: extra columns are kept as text, missing ones are NULL.",
    };

    private readonly Option<bool> _force = new("--force") { Description = "Do everything again, also what is published and unchanged." };
    private readonly Option<bool> _readBack = new("--read-back")
    {
        Description = "Before publishing, read raw files and parts again and compare them cell by cell, as validate does.",
    };

    private readonly Option<FileInfo[]> _totals = CommonOptions.Totals();
    private readonly Option<string?> _accept = new("--accept")
    {
        Description = "Publish in spite of a failed validation, for this reason; it is written down with the file.",
        HelpName = "REASON",
    };

    private readonly Option<bool> _json = CommonOptions.Json();

    /// <summary>An argument that takes any text would take a mistyped option for a path.</summary>
    public IngestOptions() => _sources.Validators.Add(result =>
    {
        foreach (var token in result.Tokens.Where(token => token.Value.StartsWith('-')))
            result.AddError($"'{token.Value}' is no option of this command. A path that begins so is written ./{token.Value}");
    });

    public void AddTo(Command command)
    {
        command.Add(_sources);
        foreach (var option in (Option[])[_years, _kinds, _publications, _chunkSize, _parallelism, _codec, _zstdLevel, _allowDrift, _force, _readBack, _totals, _accept, _json])
            command.Add(option);
        _lake.AddTo(command);
    }

    public Task<LakeConnection> OpenLakeAsync(ParseResult result, CancellationToken cancellation) => _lake.OpenOrMakeAsync(result, cancellation);

    /// <summary>Throws <see cref="InputException"/> when the configuration file cannot be used.</summary>
    public IngestArguments Read(ParseResult result)
    {
        var config = _lake.ReadConfig(result);
        RuleSet.Create(config.Rules);
        return new IngestArguments(
            result.GetValue(_sources)!,
            new SourceFilter
            {
                Years = [.. result.GetValue(_years) ?? []],
                Kinds = [.. result.GetValue(_kinds) ?? []],
                Publications = [.. result.GetValue(_publications) ?? []],
            },
            new IngestionSettings
            {
                ChunkSizeBytes = result.GetValue(_chunkSize) ?? config.ChunkSizeBytes ?? IngestionSettings.DefaultChunkSizeBytes,
                Codec = result.GetValue(_codec) ?? config.Codec ?? CompressionCodec.Zstd,
                ZstdLevel = result.GetValue(_zstdLevel) ?? config.ZstdLevel ?? IngestionSettings.DefaultZstdLevel,
                RuleSeverities = config.Rules,
                Validation = CommonOptions.ReadValidation(config, result.GetValue(_totals)) with
                {
                    ReadBack = result.GetValue(_readBack),
                    AcceptReason = string.IsNullOrWhiteSpace(result.GetValue(_accept)) ? null : result.GetValue(_accept)!.Trim(),
                },
            },
            result.GetValue(_parallelism) ?? config.Parallelism ?? Environment.ProcessorCount,
            result.GetValue(_allowDrift) || config.AllowDrift == true,
            result.GetValue(_force),
            result.GetValue(_json));
    }
}
