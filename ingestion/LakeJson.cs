using System.Text.Json;
using System.Text.Json.Serialization;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion;

/// <summary>How our own JSON documents are spelled, in the lake and in grain state: snake_case names, enums as words.</summary>
public static class LakeJson
{
    private static readonly ContractResolver Contracts = new(LakeContracts.Default);

    public static JsonSerializerOptions Options { get; } = Create(indented: false);

    public static JsonSerializerOptions Indented { get; } = Create(indented: true);

    /// <summary>Adds what the compiler knows of another assembly's records. A record that was read or written before stays with reflection, which only costs time.</summary>
    public static void Add(JsonSerializerContext contracts) => Contracts.Add(contracts);

    /// <summary>Reads one of the lake's documents.</summary>
    /// <param name="remedy">What to do about one that cannot be read; the end of the error's sentence.</param>
    /// <exception cref="StoreException">It is not what was written there.</exception>
    public static T Parse<T>(IObjectStore store, string key, byte[] json, string remedy)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, Options) ?? throw new JsonException("it is empty");
        }
        catch (JsonException failure)
        {
            throw new StoreException($"{key} in the lake {store.Location} is damaged ({failure.Message.TrimEnd('.')}): {remedy}.", failure);
        }
    }

    /// <summary>An enum's value as the documents, the tables and the program's words spell it: <c>taken_over</c>.</summary>
    public static string Word<T>(T value) where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    private static JsonSerializerOptions Create(bool indented) => new(JsonSerializerDefaults.General)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = indented,
        NewLine = "\n",
        TypeInfoResolver = Contracts,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };
}
