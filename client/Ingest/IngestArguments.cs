using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Sources;

namespace OpenPayments.Client.Ingest;

/// <summary>What a user asked <c>ingest</c> or <c>plan</c> for, with every default filled in.</summary>
/// <param name="Parallelism">Chunks worked on at a time, where this process does the work.</param>
/// <param name="AllowDrift">Ingest files whose header is of no known era, too.</param>
/// <param name="Force">Do everything again, also what is finished and unchanged.</param>
public sealed record IngestArguments(
    IReadOnlyList<string> Sources,
    SourceFilter Filter,
    IngestionSettings Settings,
    int Parallelism,
    bool AllowDrift,
    bool Force,
    bool Json);
