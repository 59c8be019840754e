using System.Collections.Immutable;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Sources;

namespace OpenPayments.GrainInterfaces;

/// <summary>What a user wants of one program year.</summary>
/// <param name="RunId">Names the attempt; chosen by the asker, so that a repeated request is known as such.</param>
/// <param name="Files">All of one program year, at most one of each (publication, kind).</param>
/// <param name="Force">Do everything again, also what is finished and unchanged.</param>
/// <param name="RequestedBy">For the run's record; who asks is no part of what is asked.</param>
[GenerateSerializer, Immutable, Alias("openpayments.ingest-request")]
public sealed record IngestRequest(string RunId, ImmutableArray<SourceFile> Files, IngestionSettings Settings, bool Force, Requester? RequestedBy = null);
