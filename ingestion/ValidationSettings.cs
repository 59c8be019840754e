using System.Collections.Immutable;
using System.Text.Json.Serialization;
using OpenPayments.Ingestion.Reconciliation;
using OpenPayments.Ingestion.Sources;

namespace OpenPayments.Ingestion;

/// <summary>How a file is judged. None of it shapes the bytes of a part.</summary>
public sealed record ValidationSettings
{
    public static ValidationSettings Default { get; } = new();

    /// <summary>Before a file is published, read raw file and parts again and compare them cell by cell.</summary>
    public bool ReadBack { get; init; }

    /// <summary>Publish in spite of a failed validation, for this reason, which is written down with it.</summary>
    public string? AcceptReason { get; init; }

    /// <summary>What a record id that a file has twice comes to.</summary>
    public Verdict DuplicateRecordId { get; init; } = Verdict.Fail;

    public DriftThresholds Drift { get; init; } = DriftThresholds.Default;

    /// <summary>Totals that the user brings, beside those that we ship.</summary>
    public ImmutableArray<ControlTotal> Totals { get; init; } = [];

    /// <summary>Summary files of CMS that the user brings to a validation, beside those in the lake. Never sent to another process: an ingest lands them.</summary>
    [JsonIgnore]
    public ImmutableArray<SummarySource> Summaries { get; init; } = [];
}
