using System.Collections.Immutable;
using System.Text;
using OpenPayments.Ingestion.Csv;
using OpenPayments.Ingestion.Landing;

namespace OpenPayments.Ingestion.Quarantine.Ledger;

/// <summary>The fields of a quarantined record, with the broken ones marked.</summary>
/// <param name="Fields">As far as the record can be taken apart.</param>
/// <param name="Text">The raw record without its line end, its broken fields between » and «.</param>
public sealed record MarkedRecord(ImmutableArray<MarkedField> Fields, string Text)
{
    private static readonly Encoding Windows1252 = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    public static MarkedRecord Of(LandedFile file, QuarantinedRecord record)
    {
        var scanner = new StructuralScanner(ScannerKernel.Scalar);
        var buffer = new byte[record.RawBytes.Length + StructuralScanner.PaddingBytes];
        record.RawBytes.CopyTo(buffer, 0);
        scanner.Scan(buffer, 0, record.RawBytes.Length, isEnd: true);
        var encoding = file.Encoding == TextEncoding.Windows1252 ? Windows1252 : Encoding.UTF8;
        if (scanner.RecordCount != 1) return new MarkedRecord([], encoding.GetString(record.RawBytes).TrimEnd('\r', '\n'));

        // Columns are known by name only when the record has as many fields as the header.
        var isWhole = scanner.CellCounts[0] == file.Layout.Columns.Length;
        var broken = record.Findings.ToLookup(finding => finding.Column);
        var fields = ImmutableArray.CreateBuilder<MarkedField>();
        var text = new StringBuilder();
        for (var i = 0; i < scanner.CellCounts[0]; i++)
        {
            int start = scanner.Separators[scanner.FirstSeparators[0] + i] + 1, end = scanner.Separators[scanner.FirstSeparators[0] + i + 1];
            var raw = encoding.GetString(buffer, start, end - start).TrimEnd('\r');
            var column = isWhole ? file.Layout.Columns[i] : null;
            var reasons = column is null ? [] : broken[column.Name].Select(finding => $"{finding.RuleId}: {finding.Reason}").ToImmutableArray();
            fields.Add(new MarkedField(i + 1, column?.Name, column?.SourceName, raw, reasons));
            if (i > 0) text.Append(',');
            text.Append(reasons.IsEmpty ? raw : $"»{raw}«");
        }

        return new MarkedRecord(fields.ToImmutable(), text.ToString());
    }
}

/// <param name="Raw">As published, quotes included.</param>
/// <param name="Broken">What is wrong with it; empty when nothing is.</param>
public sealed record MarkedField(int Number, string? Column, string? SourceName, string Raw, ImmutableArray<string> Broken);
