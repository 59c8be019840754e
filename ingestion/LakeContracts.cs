using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Profiles;
using OpenPayments.Ingestion.Quarantine.Ledger;
using OpenPayments.Ingestion.Reconciliation;
using OpenPayments.Ingestion.Reconciliation.Summaries;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Schema;
using OpenPayments.Ingestion.Sources;

namespace OpenPayments.Ingestion;

/// <summary>The core's documents and messages, whose properties the compiler writes down: to find them out at run time is work of every start.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Certificate))]
[JsonSerializable(typeof(ContentDrift))]
[JsonSerializable(typeof(ContentProfile))]
[JsonSerializable(typeof(FileManifest))]
[JsonSerializable(typeof(FileProfile))]
[JsonSerializable(typeof(HeaderDrift))]
[JsonSerializable(typeof(ImmutableArray<LedgerEntry>))]
[JsonSerializable(typeof(IngestionSettings))]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(LandedFile))]
[JsonSerializable(typeof(LandedSummary))]
[JsonSerializable(typeof(Requester))]
[JsonSerializable(typeof(RunRecord))]
[JsonSerializable(typeof(SourceFile))]
[JsonSerializable(typeof(YearValidation))]
internal sealed partial class LakeContracts : JsonSerializerContext;
