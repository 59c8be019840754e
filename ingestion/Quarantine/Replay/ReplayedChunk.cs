using System.Collections.Immutable;
using OpenPayments.Ingestion.Chunks;

namespace OpenPayments.Ingestion.Quarantine.Replay;

/// <summary>A chunk after its quarantined records were judged again.</summary>
/// <param name="Moved">Numbers of the records that are rows now, ascending.</param>
internal sealed record ReplayedChunk(ChunkResult Result, ImmutableArray<long> Moved);
