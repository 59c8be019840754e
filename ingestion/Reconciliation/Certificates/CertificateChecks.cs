using System.Globalization;
using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Reconciliation.Content;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Ingestion.Reconciliation;

/// <summary>The checks of a certificate, each one sentence with the figures it stands on.</summary>
internal static class CertificateChecks
{
    public const string ControlTotal = "control-total";

    private const int MostNamed = 5;

    public static ValidationCheck Raw(LandedFile file, RawRecount? recount, string? problem)
    {
        if (recount is null) return Check("raw", false, $"{file.RawKey} cannot be read: {problem}");
        var isWhole = recount.LengthBytes == file.LengthBytes && recount.Sha256 == file.Sha256;
        return isWhole && problem is null
            ? Check("raw", true, $"{file.RawKey} is as landed: {file.LengthBytes:N0} bytes, SHA-256 {file.Sha256}")
            : Check("raw", false, $"{file.RawKey} has {recount.LengthBytes:N0} bytes and the SHA-256 {recount.Sha256}; landed were {file.LengthBytes:N0} bytes with {file.Sha256}");
    }

    public static ValidationCheck Parts(FileManifest manifest, ContentAudit audit)
    {
        var count = manifest.Parts.Concat(manifest.QuarantineParts).Count();
        return audit.PartProblems.Count == 0
            ? Check("parts", true, $"{count:N0} parts read back, every digest as in the manifest")
            : Check("parts", false, $"{audit.PartProblems.Select(problem => problem.Key).Distinct().Count():N0} of {count:N0} parts are not what was written: {List(audit.PartProblems.Select(problem => problem.ToString()))}");
    }

    public static ValidationCheck Table(CertificateSubject subject) => subject.TableDifferences.IsEmpty
        ? Check("table", true, $"the table's log and the manifest list the same parts")
        : Check("table", false, $"{List(subject.TableDifferences.Select(difference => difference.ToString().TrimEnd('.')))}");

    public static ValidationCheck Counts(LandedFile file, ValidationReport report, ContentAudit audit, RawRecount? recount)
    {
        var isMet = recount?.RecordCount == file.RecordCount && audit.Raw.RecordCount == file.RecordCount && audit.MiscountedChunks.Count == 0
            && audit.RowCount == report.AcceptedCount && audit.QuarantinedCount == report.QuarantinedCount;
        var where = audit.MiscountedChunks.Count == 0 ? "" : $"; they differ in chunks {List(audit.MiscountedChunks.Select(Text))}";
        return Check("read-back", isMet,
            $"{file.RecordCount:N0} records landed, {recount?.RecordCount ?? 0:N0} counted again, {audit.Raw.RecordCount:N0} parsed again = {audit.RowCount:N0} rows + {audit.QuarantinedCount:N0} quarantined, read back; the engine said {report.AcceptedCount:N0} + {report.QuarantinedCount:N0}{where}");
    }

    public static ValidationCheck Cents(LandedFile file, IReadOnlyList<AmountTotals> engine, ContentAudit audit)
    {
        var amounts = AmountsOf(file, engine, audit).ToList();
        var wrong = amounts.Where(amount => amount.RawCents != amount.LakeCents || amount.RawCents != amount.AcceptedCents + amount.QuarantinedCents).ToList();
        return Check("cents", wrong.Count == 0, $"{List((wrong.Count == 0 ? amounts : wrong).Select(amount => Format(
            $"{amount.Column}: {amount.RawCents / 100m:N2} USD in the raw file, {amount.LakeCents / 100m:N2} read back, {amount.AcceptedCents / 100m:N2} + {amount.QuarantinedCents / 100m:N2} by the engine")).DefaultIfEmpty("no money column"))}");
    }

    public static ValidationCheck Payments(ContentAudit audit)
    {
        var wrong = audit.RawPayments.Groups.Select(group => group.Key).Union(audit.LakePayments.Groups.Select(group => group.Key))
            .Where(group => audit.RawPayments.SumOf(group) != audit.LakePayments.SumOf(group)).ToList();
        return wrong.Count == 0
            ? Check("payments", true, $"{audit.RawPayments.PayerCount:N0} payers in {audit.RawPayments.GroupCount:N0} groups of payer and nature, records and cents equal on both sides")
            : Check("payments", false, $"{wrong.Count:N0} groups of payer and nature differ: {List(wrong.Select(Describe))}");

        string Describe((string Payer, string Nature) group)
        {
            PaymentSum raw = audit.RawPayments.SumOf(group), lake = audit.LakePayments.SumOf(group);
            return Format($"payer {group.Payer}, {(group.Nature.Length == 0 ? "no nature" : group.Nature)}: {raw.RecordCount:N0} records, {raw.Cents / 100m:N2} USD in the raw file, {lake.RecordCount:N0} and {lake.Cents / 100m:N2} in the lake");
        }
    }

    public static ValidationCheck Cells(LandedFile file, ContentAudit audit)
    {
        if (audit.DifferingChunks.Count == 0)
        {
            var values = 0L;
            foreach (var column in audit.Raw.Columns) values += column.ValueCount;
            return Check("cells", true, $"{values:N0} values in {file.Layout.Columns.Length} columns equal in raw file and lake, record by record");
        }

        var columns = audit.DifferingChunks.Values.SelectMany(chunk => chunk).Distinct().Order().Select(i => file.Layout.Columns[i].Name).DefaultIfEmpty("the records' places");
        return Check("cells", false, $"raw file and lake differ in chunks {List(audit.DifferingChunks.Keys.Select(Text))}, columns {List(columns)}: {List(audit.Differences)}");
    }

    public static ValidationCheck Uniqueness(CertifiedIds ids, Verdict severity) => ids.DuplicateCount == 0
        ? Check("uniqueness", true, $"{ids.CheckedCount:N0} values of {ids.Column}, each once")
        : new ValidationCheck("uniqueness", severity, Format($"{ids.DuplicateCount:N0} of {ids.CheckedCount:N0} values of {ids.Column} stand in the file already: {List(ids.Duplicates.Select(duplicate => duplicate.ToString()))}"));

    public static IEnumerable<CertifiedAmount> AmountsOf(LandedFile file, IReadOnlyList<AmountTotals> amounts, ContentAudit audit)
    {
        for (var i = 0; i < file.Layout.Columns.Length; i++)
        {
            var column = file.Layout.Columns[i];
            if (column.Type != ColumnType.Cents) continue;
            var engine = amounts.FirstOrDefault(amount => amount.Column == column.Name) ?? new AmountTotals(column.Name, 0, 0, 0);
            yield return new CertifiedAmount(
                column.Name, audit.Raw.Columns[i].Total, audit.Lake.Columns[i].Total, engine.AcceptedCents, engine.QuarantinedCents,
                audit.Raw.Columns[i].MisfitCount + audit.Raw.UnreadableCount);
        }
    }

    public static ValidationCheck Check(string name, bool isMet, FormattableString detail) => new(name, isMet ? Verdict.Pass : Verdict.Fail, Format(detail));

    private static string List(IEnumerable<string> items)
    {
        var all = items.ToList();
        return all.Count <= MostNamed ? string.Join("; ", all) : Format($"{string.Join("; ", all.Take(MostNamed))}; and {all.Count - MostNamed:N0} more");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
