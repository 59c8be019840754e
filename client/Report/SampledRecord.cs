using System.Collections.Immutable;
using OpenPayments.Ingestion.Quarantine.Ledger;
using OpenPayments.Ingestion.Rules;

namespace OpenPayments.Client.Report;

/// <summary>A quarantined record cut to what a reader can take in: the broken fields, with what stands round them.</summary>
/// <param name="Findings">The first ones.</param>
/// <param name="Text">The raw record or a piece of it.</param>
public sealed record SampledRecord(long RecordNumber, long OffsetBytes, int LengthBytes, string? WaiveReason, ImmutableArray<Finding> Findings, ImmutableArray<SampledText> Text)
{
    public static SampledRecord Of(CataloguedRecord catalogued)
    {
        var record = catalogued.Record;
        return new SampledRecord(
            record.RecordNumber, record.OffsetBytes, record.RawBytes.Length, catalogued.WaiveReason,
            [.. record.Findings.OrderBy(finding => finding.Severity == Severity.Reject ? 0 : 1).Take(ReportLimits.FindingsPerSample)],
            Cut(Split(MarkedRecord.Of(catalogued.Manifest.Landed, record))));
    }

    private static List<SampledText> Split(MarkedRecord record)
    {
        if (record.Fields.All(field => field.Broken.IsEmpty)) return [new SampledText(record.Text, IsBroken: false)];
        var pieces = new List<SampledText>();
        foreach (var field in record.Fields)
        {
            if (pieces.Count > 0) pieces.Add(new SampledText(",", IsBroken: false));
            pieces.Add(new SampledText(field.Raw, !field.Broken.IsEmpty));
        }

        return pieces;
    }

    /// <summary>A little before the first broken field, and on from there.</summary>
    private static ImmutableArray<SampledText> Cut(List<SampledText> pieces)
    {
        var lead = pieces.TakeWhile(piece => !piece.IsBroken).Sum(piece => piece.Text.Length);
        var hasBroken = pieces.Any(piece => piece.IsBroken);
        var skipped = hasBroken ? Math.Max(0, lead - ReportLimits.SampleLead) : 0;
        var left = ReportLimits.SampleLength;
        var cut = ImmutableArray.CreateBuilder<SampledText>();
        if (skipped > 0) cut.Add(new SampledText("…", IsBroken: false));
        foreach (var piece in pieces)
        {
            var text = piece.Text;
            var leave = Math.Min(skipped, text.Length);
            (text, skipped) = (text[leave..], skipped - leave);
            if (text.Length == 0 && !piece.IsBroken) continue;
            if (text.Length > left)
            {
                cut.Add(new SampledText($"{text[..left]}…", piece.IsBroken));
                break;
            }

            cut.Add(new SampledText(text, piece.IsBroken));
            left -= text.Length;
        }

        return Join(cut);
    }

    private static ImmutableArray<SampledText> Join(IEnumerable<SampledText> pieces)
    {
        var joined = ImmutableArray.CreateBuilder<SampledText>();
        foreach (var piece in pieces)
        {
            if (joined.Count > 0 && joined[^1].IsBroken == piece.IsBroken && !piece.IsBroken) joined[^1] = new SampledText(joined[^1].Text + piece.Text, IsBroken: false);
            else joined.Add(piece);
        }

        return joined.ToImmutable();
    }
}

public sealed record SampledText(string Text, bool IsBroken);
