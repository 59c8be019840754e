using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Tables;

/// <summary>Goes through a table's commits in order and knows what the table is after each.</summary>
internal sealed class DeltaReplay(string location, string tableRoot)
{
    private readonly SortedDictionary<string, DeltaFile> _files = new(StringComparer.Ordinal);
    private readonly List<PublicationTransaction> _publications = [];
    private readonly Dictionary<FileId, long> _versions = [];
    private readonly HashSet<string> _applicationIds = [];
    private TableSchema? _schema;
    private long _version = -1;

    public void Apply(long commitVersion, ReadOnlySpan<byte> commit)
    {
        try
        {
            while (!commit.IsEmpty)
            {
                var end = commit.IndexOf((byte)'\n');
                var line = end < 0 ? commit : commit[..end];
                if (line.ContainsAnyExcept(" \r\t"u8)) ApplyAction(commitVersion, line);
                commit = end < 0 ? [] : commit[(end + 1)..];
            }
        }
        catch (Exception failure) when (failure is JsonException or FormatException or KeyNotFoundException or InvalidOperationException)
        {
            throw new StoreException(
                $"{DeltaLog.CommitKey(tableRoot, commitVersion)} in the lake {location} is not a commit that this program understands ({failure.Message.TrimEnd('.')}): restore it from a copy of the lake.", failure);
        }

        _version = commitVersion;
    }

    public DeltaSnapshot ToSnapshot() => new(
        _version,
        _schema ?? throw new StoreException($"The table {tableRoot} in the lake {location} has no schema in its log: restore its _delta_log from a copy of the lake."),
        [.. _files.Values],
        [.. _publications],
        _versions.ToImmutableDictionary(),
        [.. _applicationIds]);

    private void ApplyAction(long commitVersion, ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line);
        using var json = JsonDocument.ParseValue(ref reader);
        foreach (var action in json.RootElement.EnumerateObject())
        {
            switch (action.Name)
            {
                case "protocol":
                    ApplyProtocol(action.Value);
                    break;
                case "metaData":
                    _schema = SchemaJson.Read(action.Value.GetProperty("schemaString").GetString()!);
                    break;
                case "add":
                    var file = ReadAdd(action.Value);
                    _files[file.Key] = file;
                    break;
                case "remove":
                    _files.Remove(ReadKey(action.Value));
                    break;
                case "txn":
                    var applicationId = action.Value.GetProperty("appId").GetString()!;
                    _applicationIds.Add(applicationId);
                    var transaction = PublicationTransaction.TryParse(applicationId, action.Value.GetProperty("version").GetInt64());
                    if (transaction is null) break;
                    _publications.Add(transaction);
                    _versions[transaction.File] = commitVersion;
                    break;
            }
        }
    }

    private void ApplyProtocol(JsonElement protocol)
    {
        if (protocol.GetProperty("minReaderVersion").GetInt32() > DeltaLog.ReaderVersion || protocol.GetProperty("minWriterVersion").GetInt32() > DeltaLog.WriterVersion)
            throw new InputException($"Another program has upgraded the Delta table {tableRoot} in the lake {location} to a protocol that this one does not write: restore the table from a copy, or ingest into a new lake with --lake.");
    }

    private DeltaFile ReadAdd(JsonElement add) => new(
        ReadKey(add),
        int.Parse(add.GetProperty("partitionValues").GetProperty(TableSchema.PartitionColumn).GetString()!, NumberStyles.None, CultureInfo.InvariantCulture),
        add.GetProperty("size").GetInt64(),
        add.TryGetProperty("stats", out var statistics) ? statistics.GetString() : null)
    {
        Tags = add.TryGetProperty("tags", out var tags) && tags.ValueKind == JsonValueKind.Object
            ? tags.EnumerateObject().ToImmutableDictionary(tag => tag.Name, tag => tag.Value.GetString() ?? "")
            : ImmutableDictionary<string, string>.Empty,
    };

    private string ReadKey(JsonElement file) => $"{tableRoot}/{DeltaLog.UnescapePath(file.GetProperty("path").GetString()!)}";
}
