using System.Text.Json.Serialization;

namespace OpenPayments.GrainInterfaces.States;

/// <summary>What grains keep, and what clients read of it, as <see cref="Ingestion.LakeJson"/> wants to know it.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(CatalogState))]
[JsonSerializable(typeof(ChunkState))]
[JsonSerializable(typeof(FileState))]
[JsonSerializable(typeof(YearState))]
public sealed partial class StateContracts : JsonSerializerContext;
