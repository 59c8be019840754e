using System.Collections.Immutable;
using System.Globalization;
using OpenPayments.Ingestion.Quarantine.Ledger;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Reconciliation;

/// <summary>A quarantine in which somebody has answered for every record is no reason to warn.</summary>
internal sealed class WaivedQuarantine(IObjectStore store)
{
    private const string CheckName = "quarantine";

    public async Task<ImmutableArray<ValidationCheck>> ApplyAsync(FileManifest manifest, ImmutableArray<ValidationCheck> checks, CancellationToken cancellation)
    {
        var waived = QuarantineCatalog.WaivedIn(await new QuarantineLedger(store).ReadAsync(manifest.Landed.Id, cancellation));
        if (waived.Count == 0 || !manifest.QuarantineParts.Any()) return checks;
        List<long> numbers = [];
        try
        {
            foreach (var part in manifest.QuarantineParts)
                numbers.AddRange((await new QuarantineCatalog(store).ReadAsync(part.Key, cancellation)).Select(row => row.Record.RecordNumber));
        }
        catch (StoreException)
        {
            // Another check says so; nothing can be waived of what cannot be read.
            return checks;
        }

        var answered = numbers.Where(waived.ContainsKey).ToList();
        var reasons = string.Join("; ", answered.Select(number => waived[number]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        var check = new ValidationCheck(CheckName, answered.Count == numbers.Count ? Verdict.Pass : Verdict.Warn, string.Create(
            CultureInfo.InvariantCulture, $"{numbers.Count:N0} records are in quarantine, {answered.Count:N0} of them waived: {reasons}"));
        return [.. checks.Select(known => known.Name == CheckName ? check : known)];
    }
}
