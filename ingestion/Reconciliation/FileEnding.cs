using System.Globalization;
using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Quarantine;
using OpenPayments.Ingestion.Rules;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Reconciliation;

/// <summary>
/// Tells a download that stopped: it leaves half a record at the end of the file, with no line end behind it. Anywhere else
/// that would be one more bad record.
/// </summary>
internal static class FileEnding
{
    /// <summary>Null when the file ends as it should, or when its raw bytes or its quarantine cannot be read, which other checks tell.</summary>
    public static async Task<ValidationCheck?> CheckAsync(IObjectStore store, LandedFile file, IReadOnlyList<ChunkResult> chunks, CancellationToken cancellation)
    {
        if (chunks.Count == 0 || chunks[^1].Quarantine is not { } quarantine || !await EndsInLineAsync(store, file, cancellation)) return null;
        if (await store.ReadAsync(quarantine.Key, cancellation) is not { } bytes) return null;
        try
        {
            var last = (await QuarantineReader.ReadAsync(new MemoryStream(bytes), cancellation))[^1].Record;
            return last.RecordNumber != file.RecordCount || !last.Findings.Any(finding => IsBroken(finding.RuleId)) ? null : new ValidationCheck("ending", Verdict.Fail, string.Create(
                CultureInfo.InvariantCulture,
                $"{file.RawKey} ends in the middle of its record {file.RecordCount:N0}: its download was cut short; get the whole file and ingest it into a new lake"));
        }
        catch (Exception failure) when (Content.PartDamage.IsWhatReadersThrow(failure))
        {
            return null;
        }
    }

    private static bool IsBroken(string ruleId) => ruleId == RuleCatalog.ColumnCount.Id || ruleId == RuleCatalog.UnterminatedQuote.Id;

    private static async Task<bool> EndsInLineAsync(IObjectStore store, LandedFile file, CancellationToken cancellation)
    {
        if (await store.GetLengthAsync(file.RawKey, cancellation) is not > 0) return false;
        using var raw = await store.OpenAsync(file.RawKey, cancellation);
        var last = new byte[1];
        return raw.Read(raw.LengthBytes - 1, last) == 1 && last[0] != '\n';
    }
}
