using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Reconciliation;
using OpenPayments.Ingestion.Rules;
using OpenPayments.Silo.Settings;
using OpenPayments.Storage;

namespace OpenPayments.Client.Settings;

/// <summary>
/// What <c>--config FILE</c> may hold: defaults of options under the options' own names, and severities of rules. An option
/// on the command line wins over the file.
/// </summary>
public sealed record ConfigFile
{
    /// <summary>Relative to the folder of the configuration file.</summary>
    public string? Lake { get; init; }

    public string? ChunkSize { get; init; }

    public int? Parallelism { get; init; }

    /// <summary><see cref="ChunkSize"/> in bytes; <see cref="Read"/> has checked it.</summary>
    [JsonIgnore]
    public long? ChunkSizeBytes => ChunkSize is { } text && ChunkSizes.TryParse(text, out var bytes) ? bytes : null;

    public CompressionCodec? Codec { get; init; }

    public int? ZstdLevel { get; init; }

    public bool? AllowDrift { get; init; }

    /// <summary>Severity by rule id, for rules whose own severity does not suit.</summary>
    public ImmutableSortedDictionary<string, Severity> Rules { get; init; } = ImmutableSortedDictionary<string, Severity>.Empty;

    public ValidationConfig Validation { get; init; } = new();

    /// <summary>The settings of the cluster mode, under their own keys; <see cref="Read"/> has checked that they are known.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Cluster { get; init; }

    /// <summary>What the file sets a setting to; null when it does not.</summary>
    public string? Find(Setting setting) => setting == ClusterSettings.Lake ? Lake
        : Cluster?.TryGetValue(setting.Key, out var value) == true ? value.ToString()
        : null;

    public static ConfigFile Empty { get; } = new();

    private static readonly string Keys =
        $"It may hold lake, chunk_size, parallelism, codec, zstd_level, allow_drift, rules and validation; for a cluster {string.Join(", ", ClusterSettings.All.Where(setting => setting != ClusterSettings.Lake).Select(setting => setting.Key))}.";

    private static readonly JsonSerializerOptions Strict = new(LakeJson.Options)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    /// <summary>What the option <c>--config</c> names, if it was given.</summary>
    public static ConfigFile ReadOrEmpty(FileInfo? file) => file is null ? Empty : Read(file.FullName);

    public static ConfigFile Read(string path)
    {
        try
        {
            var config = JsonSerializer.Deserialize<ConfigFile>(File.ReadAllBytes(path), Strict)
                ?? throw new InputException($"The configuration file {path} holds null; write a JSON object such as {{\"chunk_size\": \"32MiB\"}}.");
            if (config.ChunkSize is { } size && config.ChunkSizeBytes is null)
                throw new InputException($"The configuration file {path} cannot be used: {ChunkSizes.Complaint(size)}");
            if (config.Parallelism is < 1 or > 1024)
                throw new InputException($"The configuration file {path} cannot be used: its parallelism is {config.Parallelism}; write a number of chunks from 1 to 1024.");
            if (config.ZstdLevel is < 1 or > IngestionSettings.MaxZstdLevel)
                throw new InputException($"The configuration file {path} cannot be used: its zstd_level is {config.ZstdLevel}; write one from 1 to {IngestionSettings.MaxZstdLevel}.");
            if (config.Cluster?.FirstOrDefault(pair => !IsSetting(pair.Key, pair.Value)) is { Key: { } unknown })
                throw new InputException($"The configuration file {path} cannot be used: its key '{unknown}' is unknown or has a value of the wrong sort. {Keys}");
            return config.Lake is null || ObjectStores.IsRemote(config.Lake) ? config : config with { Lake = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, config.Lake) };
        }
        catch (JsonException e)
        {
            throw new InputException($"The configuration file {path} cannot be used: {Explain(e)} {Keys}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"The configuration file {path} cannot be read: {e.Message}", e);
        }
    }

    private static bool IsSetting(string key, JsonElement value) =>
        ClusterSettings.All.Any(setting => setting.Key == key) && value.ValueKind is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False;

    private static string Explain(JsonException e)
    {
        var where = e.LineNumber is { } line ? $" (line {line + 1})" : "";
        // The reader's own complaints about the syntax have this inner type; all others are about a key or its value.
        return e.InnerException?.GetType().Name == "JsonReaderException" || e.Path is not { Length: > 2 } path
            ? $"it is not a well-formed JSON object{where}."
            : $"its key '{path[2..]}' is unknown or has a value of the wrong sort{where}.";
    }
}

/// <summary>How findings of a validation are judged.</summary>
public sealed record ValidationConfig
{
    /// <summary>What a record id that stands twice comes to: <c>fail</c>, or <c>warn</c>.</summary>
    public Verdict DuplicateRecordId { get; init; } = ValidationSettings.Default.DuplicateRecordId;

    /// <summary>From when on a change against the publication or year before is a finding.</summary>
    public DriftThresholds Drift { get; init; } = DriftThresholds.Default;
}
