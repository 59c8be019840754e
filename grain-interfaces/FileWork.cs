using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Sources;

namespace OpenPayments.GrainInterfaces;

/// <summary>What a year wants of one file.</summary>
[GenerateSerializer, Immutable, Alias("openpayments.file-work")]
public sealed record FileWork(string RunId, SourceFile Source, IngestionSettings Settings, bool Force);
