using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using OpenPayments.Ingestion.Chunks;

namespace OpenPayments.Ingestion.Tables;

/// <summary>One commit of a table's log being written: an action a line.</summary>
internal sealed class DeltaCommit(string tableRoot, DateTimeOffset committedAt)
{
    // Quotes within statistics stay \" instead of six bytes each; the log is never put into HTML.
    private static readonly JsonWriterOptions JsonOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> _buffer = new();

    public ReadOnlyMemory<byte> Bytes => _buffer.WrittenMemory;

    /// <summary>For people and catalogs; no reader depends on it.</summary>
    public void AddInfo(string operation, IEnumerable<KeyValuePair<string, string>> parameters) => AddAction("commitInfo", json =>
    {
        json.WriteNumber("timestamp", committedAt.ToUnixTimeMilliseconds());
        json.WriteString("operation", operation);
        json.WriteStartObject("operationParameters");
        foreach (var (name, value) in parameters) json.WriteString(name, value);
        json.WriteEndObject();
        json.WriteString("engineInfo", "OpenPayments");
    });

    public void AddProtocol() => AddAction("protocol", json =>
    {
        json.WriteNumber("minReaderVersion", DeltaLog.ReaderVersion);
        json.WriteNumber("minWriterVersion", DeltaLog.WriterVersion);
    });

    public void AddMetadata(TableSchema schema) => AddAction("metaData", json =>
    {
        // The same table of every lake has the same id.
        json.WriteString("id", NamedGuid.Of(tableRoot).ToString("D"));
        json.WriteString("name", tableRoot[(tableRoot.LastIndexOf('/') + 1)..]);
        json.WriteStartObject("format");
        json.WriteString("provider", "parquet");
        json.WriteStartObject("options");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteString("schemaString", SchemaJson.Write(schema));
        json.WriteStartArray("partitionColumns");
        json.WriteStringValue(TableSchema.PartitionColumn);
        json.WriteEndArray();
        json.WriteNumber("createdTime", committedAt.ToUnixTimeMilliseconds());
        // Superseded parts are history that stays readable, and the log is its index: no engine's housekeeping may remove either.
        json.WriteStartObject("configuration");
        json.WriteString("delta.deletedFileRetentionDuration", "interval 5000 weeks");
        json.WriteString("delta.enableExpiredLogCleanup", "false");
        json.WriteString("delta.logRetentionDuration", "interval 5000 weeks");
        json.WriteEndObject();
    });

    public void AddTransaction(string applicationId, long number) => AddAction("txn", json =>
    {
        json.WriteString("appId", applicationId);
        json.WriteNumber("version", number);
        json.WriteNumber("lastUpdated", committedAt.ToUnixTimeMilliseconds());
    });

    /// <param name="modifiedAt">A function of the input, so that the same content gives the same action.</param>
    /// <param name="tags">What else the log shall know of the file; engines pass over it.</param>
    public void AddFile(PartObject part, int programYear, TableSchema schema, DateTimeOffset modifiedAt, IReadOnlyDictionary<string, string>? tags = null) => AddAction("add", json =>
    {
        WriteFile(json, part.Key, programYear, part.LengthBytes);
        json.WriteNumber("modificationTime", modifiedAt.ToUnixTimeMilliseconds());
        json.WriteBoolean("dataChange", true);
        json.WriteString("stats", WriteStatistics(part, schema));
        if (tags is null) return;
        json.WriteStartObject("tags");
        foreach (var (name, value) in tags) json.WriteString(name, value);
        json.WriteEndObject();
    });

    public void AddRemoval(DeltaFile file) => AddAction("remove", json =>
    {
        WriteFile(json, file.Key, file.ProgramYear, file.LengthBytes);
        json.WriteNumber("deletionTimestamp", committedAt.ToUnixTimeMilliseconds());
        json.WriteBoolean("dataChange", true);
        json.WriteBoolean("extendedFileMetadata", true);
    });

    private void WriteFile(Utf8JsonWriter json, string key, int programYear, long lengthBytes)
    {
        json.WriteString("path", DeltaLog.EscapePath(key[(tableRoot.Length + 1)..]));
        json.WriteStartObject("partitionValues");
        json.WriteString(TableSchema.PartitionColumn, programYear.ToString(CultureInfo.InvariantCulture));
        json.WriteEndObject();
        json.WriteNumber("size", lengthBytes);
    }

    /// <summary>Lists have no statistics in Delta, and texts no bounds with us.</summary>
    private static string WriteStatistics(PartObject part, TableSchema schema)
    {
        var columns = part.Statistics
            .Select(statistics => (Statistics: statistics, Type: schema.Find(statistics.Column)?.Type as ScalarType))
            .Where(column => column.Type is not null)
            .ToImmutableArray();
        var statisticsBuffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(statisticsBuffer, JsonOptions))
        {
            json.WriteStartObject();
            json.WriteNumber("numRecords", part.RowCount);
            WriteBounds("minValues", statistics => statistics.Min);
            WriteBounds("maxValues", statistics => statistics.Max);
            json.WriteStartObject("nullCount");
            foreach (var (statistics, _) in columns) json.WriteNumber(statistics.Column, statistics.NullCount);
            json.WriteEndObject();
            json.WriteEndObject();

            void WriteBounds(string name, Func<ColumnStatistics, string?> bound)
            {
                json.WriteStartObject(name);
                foreach (var (statistics, type) in columns)
                {
                    if (bound(statistics) is not { } value) continue;
                    json.WritePropertyName(statistics.Column);
                    if (type == TableType.Date || type == TableType.Text) json.WriteStringValue(value);
                    else json.WriteRawValue(value);
                }

                json.WriteEndObject();
            }
        }

        return Encoding.UTF8.GetString(statisticsBuffer.WrittenSpan);
    }

    private void AddAction(string name, Action<Utf8JsonWriter> writeFields)
    {
        using (var json = new Utf8JsonWriter(_buffer, JsonOptions))
        {
            json.WriteStartObject();
            json.WriteStartObject(name);
            writeFields(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        _buffer.Write("\n"u8);
    }
}
