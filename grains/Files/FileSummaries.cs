using OpenPayments.GrainInterfaces;
using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Reconciliation;
using OpenPayments.Ingestion.Sources;

namespace OpenPayments.Grains.Files;

internal static class FileSummaries
{
    public static FileSummary Of(SourceFile source, LandedFile landed, IReadOnlyList<ChunkResult> chunks, ValidationReport validation)
    {
        var parts = chunks.SelectMany(chunk => chunk.Parts).ToList();
        var quarantine = chunks.Select(chunk => chunk.Quarantine).OfType<PartObject>().ToList();
        return new FileSummary(
            landed.Id,
            source.FileName,
            landed.Layout.EraId,
            landed.Encoding,
            landed.Sha256,
            landed.LengthBytes,
            chunks.Count,
            parts.Count,
            parts.Sum(part => part.LengthBytes),
            quarantine.Count,
            quarantine.Sum(part => part.LengthBytes),
            validation,
            IsCurrent: null);
    }

    /// <summary>Why a file did not pass, for people.</summary>
    public static string Reasons(ValidationReport validation) =>
        string.Join(" ", validation.Checks.Where(check => check.Verdict == Verdict.Fail).Select(check => $"{check.Name}: {check.Detail}"));
}
