using System.Collections.Immutable;
using OpenPayments.Ingestion.Rules;

namespace OpenPayments.Ingestion;

/// <summary>What a user may set for a run. Everything that shapes the bytes of a part is in here, and so in its fingerprint; how the run is judged is not.</summary>
public sealed record IngestionSettings
{
    public const long DefaultChunkSizeBytes = 64L << 20;

    public const int DefaultZstdLevel = 1;

    /// <summary>Those beyond take much more memory, of readers too.</summary>
    public const int MaxZstdLevel = 19;

    /// <summary>Aimed size of a chunk; a chunk ends with the first record that ends at or after it.</summary>
    public long ChunkSizeBytes { get; init; } = DefaultChunkSizeBytes;

    public CompressionCodec Codec { get; init; } = CompressionCodec.Zstd;

    /// <summary>How hard zstd tries, from 1, the fastest, to <see cref="MaxZstdLevel"/>. Of no effect with another codec, nor on the small parts of quarantine and of what leaves it later.</summary>
    public int ZstdLevel { get; init; } = DefaultZstdLevel;

    /// <summary>Severities that differ from the rules' own, by rule id.</summary>
    public ImmutableSortedDictionary<string, Severity> RuleSeverities { get; init; } = ImmutableSortedDictionary<string, Severity>.Empty;

    public ValidationSettings Validation { get; init; } = ValidationSettings.Default;
}

public enum CompressionCodec
{
    Zstd,
    Snappy,
}
