using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Parquet;
using OpenPayments.Ingestion.Quarantine;
using OpenPayments.Ingestion.Rules;

namespace OpenPayments.Ingestion.Runs;

/// <summary>The versions of everything of ours that shapes what a run leaves in the lake.</summary>
/// <param name="Program">Of the process that did the work; the one that asked for it is with the <see cref="Requester"/>.</param>
public sealed record RunVersions(string Program, int Engine, string PartWriter, string QuarantineWriter, int Rules)
{
    public static RunVersions Current { get; } =
        new(ProductVersion.Current, WorkFingerprint.EngineVersion, PartWriters.WriterVersion, Quarantine.QuarantineWriter.WriterVersion, RuleCatalog.Version);

    /// <summary>Whether two programs leave the same bytes of the same source: the program's own version shapes none.</summary>
    public bool WriteSameBytesAs(RunVersions other) => this with { Program = other.Program } == other;
}
