using System.Text.Json;
using OpenPayments.GrainInterfaces.States;
using OpenPayments.Ingestion;
using Orleans.Storage;

namespace OpenPayments.Grains;

/// <summary>Grain state is JSON, spelled like the lake's own documents, so that people and other programs can read it.</summary>
internal sealed class LakeJsonStateSerializer : IGrainStorageSerializer
{
    public LakeJsonStateSerializer() => LakeJson.Add(StateContracts.Default);

    public BinaryData Serialize<T>(T? input) => new(JsonSerializer.SerializeToUtf8Bytes(input, LakeJson.Options));

    public T? Deserialize<T>(BinaryData input) => JsonSerializer.Deserialize<T>(input.ToMemory().Span, LakeJson.Options);
}
