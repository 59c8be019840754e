using System.Globalization;
using System.Text.Json;

namespace OpenPayments.Ingestion.Tests.Tables;

/// <summary>
/// Reads a table's folder by the letter of the Delta protocol (readers of version 1, writers of version 2) and complains
/// about everything that a strict engine could complain about. Independent of the product's own reader.
/// </summary>
internal sealed class StrictDeltaReader
{
    private readonly string folder;
    private readonly Dictionary<string, JsonElement> _files = [];
    private readonly Dictionary<string, long> _transactions = [];
    private Dictionary<string, string> _columnTypes = [];
    private List<string> _partitionColumns = [];
    private bool _hasProtocol;

    private StrictDeltaReader(string folder) => this.folder = folder;

    public long Version { get; private set; } = -1;

    public string TableId { get; private set; } = "";

    public IReadOnlyDictionary<string, string> ColumnTypes => _columnTypes;

    public IReadOnlyDictionary<string, long> Transactions => _transactions;

    /// <summary>Paths relative to the table, decoded.</summary>
    public IEnumerable<string> Paths => _files.Keys.Order(StringComparer.Ordinal);

    public JsonElement this[string path] => _files[path];

    public static StrictDeltaReader Read(string folder)
    {
        var reader = new StrictDeltaReader(folder);
        var commits = Directory.GetFiles(Path.Combine(folder, "_delta_log")).Order(StringComparer.Ordinal).ToArray();
        Assert.NotEmpty(commits);
        foreach (var commit in commits)
        {
            Assert.Equal($"{++reader.Version:D20}.json", Path.GetFileName(commit));
            reader.ReadCommit(commit);
        }

        foreach (var (path, add) in reader._files)
            Assert.Equal(add.GetProperty("size").GetInt64(), new FileInfo(Path.Combine(folder, path)).Length);
        return reader;
    }

    private void ReadCommit(string commit)
    {
        var text = File.ReadAllText(commit);
        Assert.EndsWith("\n", text);
        var actions = text.TrimEnd('\n').Split('\n').Select(ReadAction).ToArray();
        Assert.True(actions.Count(action => action.Name == "commitInfo") == 1 && actions[0].Name == "commitInfo");
        Assert.True(actions.Count(action => action.Name == "protocol") <= 1);
        Assert.True(actions.Count(action => action.Name == "metaData") <= 1);
        foreach (var (_, value) in actions.Where(action => action.Name == "protocol")) ReadProtocol(value);
        foreach (var (_, value) in actions.Where(action => action.Name == "metaData")) ReadMetadata(value);
        Assert.True(_hasProtocol && TableId != "", "the first commit must hold protocol and metadata");

        var touched = new HashSet<string>();
        foreach (var (name, value) in actions)
        {
            switch (name)
            {
                case "add": ReadAdd(value, touched); break;
                case "remove": ReadRemove(value, touched); break;
                case "txn": ReadTransaction(value); break;
                case "commitInfo": Assert.Equal(JsonValueKind.Number, value.GetProperty("timestamp").ValueKind); break;
                case "protocol" or "metaData": break;
                default: Assert.Fail($"unknown action {name}"); break;
            }
        }
    }

    private static (string Name, JsonElement Value) ReadAction(string line)
    {
        var action = Assert.Single(JsonDocument.Parse(line).RootElement.EnumerateObject());
        return (action.Name, action.Value);
    }

    private void ReadProtocol(JsonElement protocol)
    {
        Assert.Equal(["minReaderVersion", "minWriterVersion"], Names(protocol));
        Assert.Equal(1, protocol.GetProperty("minReaderVersion").GetInt32());
        Assert.Equal(2, protocol.GetProperty("minWriterVersion").GetInt32());
        _hasProtocol = true;
    }

    private void ReadMetadata(JsonElement metadata)
    {
        var id = Guid.ParseExact(metadata.GetProperty("id").GetString()!, "D").ToString();
        Assert.True(TableId == "" || TableId == id, "a table keeps its id");
        TableId = id;
        Assert.Equal("parquet", metadata.GetProperty("format").GetProperty("provider").GetString());
        Assert.Equal(JsonValueKind.Object, metadata.GetProperty("format").GetProperty("options").ValueKind);
        Assert.All(metadata.GetProperty("configuration").EnumerateObject(), option => Assert.Equal(JsonValueKind.String, option.Value.ValueKind));
        Assert.True(metadata.GetProperty("createdTime").GetInt64() > 0);
        var before = _columnTypes;
        _columnTypes = ReadFields(JsonDocument.Parse(metadata.GetProperty("schemaString").GetString()!).RootElement);
        Assert.All(before, column => Assert.Equal(column.Value, _columnTypes[column.Key]));
        _partitionColumns = [.. metadata.GetProperty("partitionColumns").EnumerateArray().Select(column => column.GetString()!)];
        Assert.All(_partitionColumns, column => Assert.Contains(column, _columnTypes.Keys));
    }

    private static Dictionary<string, string> ReadFields(JsonElement type)
    {
        Assert.Equal(["type", "fields"], Names(type));
        Assert.Equal("struct", type.GetProperty("type").GetString());
        var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var field in type.GetProperty("fields").EnumerateArray())
        {
            Assert.Equal(["name", "type", "nullable", "metadata"], Names(field));
            Assert.True(field.GetProperty("nullable").GetBoolean());
            Assert.All(field.GetProperty("metadata").EnumerateObject(), property => Assert.Equal(("comment", JsonValueKind.String), (property.Name, property.Value.ValueKind)));
            var name = field.GetProperty("name").GetString()!;
            Assert.DoesNotContain(name, character => " ,;{}()\n\t=".Contains(character, StringComparison.Ordinal));
            fields.Add(name, ReadType(field.GetProperty("type")));
        }

        return fields;
    }

    private static string ReadType(JsonElement type)
    {
        if (type.ValueKind == JsonValueKind.String)
        {
            Assert.Matches(@"^(string|long|integer|short|byte|float|double|boolean|binary|date|timestamp|decimal\(\d+,\d+\))$", type.GetString());
            return type.GetString()!;
        }

        Assert.Equal(["type", "elementType", "containsNull"], Names(type));
        Assert.Equal("array", type.GetProperty("type").GetString());
        return $"array<{string.Join(",", ReadFields(type.GetProperty("elementType")).Select(field => $"{field.Key}:{field.Value}"))}>";
    }

    private void ReadAdd(JsonElement add, HashSet<string> touched)
    {
        Assert.Equal(["path", "partitionValues", "size", "modificationTime", "dataChange", "stats"], Names(add).Where(name => name != "tags"));
        if (add.TryGetProperty("tags", out var tags)) Assert.All(tags.EnumerateObject(), tag => Assert.Equal(JsonValueKind.String, tag.Value.ValueKind));
        var path = ReadPath(add, touched);
        Assert.True(add.GetProperty("modificationTime").GetInt64() > 0);
        ReadStatistics(JsonDocument.Parse(add.GetProperty("stats").GetString()!).RootElement);
        Assert.True(_files.TryAdd(path, add), $"{path} is added twice");
    }

    private void ReadRemove(JsonElement remove, HashSet<string> touched)
    {
        Assert.Equal(["path", "partitionValues", "size", "deletionTimestamp", "dataChange", "extendedFileMetadata"], Names(remove));
        var path = ReadPath(remove, touched);
        Assert.True(remove.GetProperty("deletionTimestamp").GetInt64() > 0);
        Assert.True(remove.GetProperty("extendedFileMetadata").GetBoolean());
        Assert.True(_files.Remove(path), $"{path} is removed but was not there");
    }

    private string ReadPath(JsonElement file, HashSet<string> touched)
    {
        var uri = file.GetProperty("path").GetString()!;
        Assert.True(Uri.IsWellFormedUriString(uri, UriKind.Relative), uri);
        var path = Uri.UnescapeDataString(uri);
        Assert.True(touched.Add(path), $"{path} stands twice in one commit");
        Assert.True(file.GetProperty("size").GetInt64() >= 0);
        Assert.True(file.GetProperty("dataChange").GetBoolean());
        var values = file.GetProperty("partitionValues");
        Assert.Equal(_partitionColumns, Names(values));
        Assert.All(values.EnumerateObject(), value => int.Parse(value.Value.GetString()!, CultureInfo.InvariantCulture));
        return path;
    }

    private void ReadStatistics(JsonElement statistics)
    {
        Assert.Equal(["numRecords", "minValues", "maxValues", "nullCount"], Names(statistics));
        var rowCount = statistics.GetProperty("numRecords").GetInt64();
        Assert.All(statistics.GetProperty("nullCount").EnumerateObject(), count =>
        {
            Assert.DoesNotContain("array", _columnTypes[count.Name]);
            Assert.InRange(count.Value.GetInt64(), 0, rowCount);
        });
        foreach (var bound in statistics.GetProperty("minValues").EnumerateObject().Concat(statistics.GetProperty("maxValues").EnumerateObject()))
        {
            switch (_columnTypes[bound.Name])
            {
                case "date": DateOnly.ParseExact(bound.Value.GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture); break;
                case "integer" or "long": bound.Value.GetInt64(); break;
                case "decimal(18,2)": Assert.Matches(@"^-?\d{1,16}\.\d\d$", bound.Value.GetRawText()); break;
                case var type: Assert.Fail($"{bound.Name} of type {type} has a bound"); break;
            }
        }
    }

    private void ReadTransaction(JsonElement transaction)
    {
        var id = transaction.GetProperty("appId").GetString()!;
        var version = transaction.GetProperty("version").GetInt64();
        Assert.True(transaction.GetProperty("lastUpdated").GetInt64() > 0);
        Assert.True(_transactions.GetValueOrDefault(id, -1) < version, $"{id} goes from {_transactions.GetValueOrDefault(id)} to {version}");
        _transactions[id] = version;
    }

    private static IEnumerable<string> Names(JsonElement json) => json.EnumerateObject().Select(property => property.Name);
}
