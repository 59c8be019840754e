using System.Globalization;
using OpenPayments.Ingestion.Runs;

namespace OpenPayments.Ingestion.Reconciliation.Summaries;

/// <summary>
/// Holds every line of a summary file against the payments of a file, one check for each way in which the summary cuts them.
/// A line of which the lake has no payments, and payments of which the summary has no line, are differences too.
/// </summary>
internal static class SummaryComparison
{
    private const int MostNamed = 5;

    public static IEnumerable<ValidationCheck> Compare(SummaryFile summary, FileId file, GroupedPayments payments, long? removedCount)
    {
        foreach (var view in LinesOf(summary, file).GroupBy(claim => claim.View))
            yield return new View(summary.Identity.FileName, file, view.Key, [.. view], payments, removedCount).Check();
        if (!summary.UnreadableLines.IsEmpty)
            yield return new ValidationCheck(CertificateChecks.ControlTotal, Verdict.Warn, Format(
                $"{summary.Identity.FileName}: {summary.UnreadableLines.Length:N0} lines have a figure that cannot be read, the first is line {summary.UnreadableLines[0]}; they were held against nothing"));
    }

    public static bool HasLinesOf(SummaryFile summary, FileId file) => LinesOf(summary, file).Any();

    /// <summary>What is said of a whole kind is a control total like any other, and not told here.</summary>
    private static IEnumerable<SummaryClaim> LinesOf(SummaryFile summary, FileId file) =>
        summary.Claims.Where(claim => claim.ProgramYear == file.ProgramYear && claim.Kind == file.Kind && claim.Group != new PaymentGroup());

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed class View(string fileName, FileId file, SummaryView view, IReadOnlyList<SummaryClaim> claims, GroupedPayments payments, long? removedCount)
    {
        private readonly List<ValidationCheck> _differences = [];
        private long _lineCount, _agreeingCount, _missingRecords;
        private bool _isOnlyMissing = true;

        public ValidationCheck Check()
        {
            foreach (var shape in claims.GroupBy(claim => new PaymentGroup(Mark(claim.Group.Payer), Mark(claim.Group.Nature), claim.Group.Recipients, Mark(claim.Group.State))))
                Compare(shape.Key, [.. shape]);

            if (_differences.Count == 0)
                return new ValidationCheck(CertificateChecks.ControlTotal, Verdict.Pass, Format($"{fileName} {view.Words}: {_agreeingCount:N0} of {_lineCount:N0} lines agree"));
            var explained = _differences.Count(ControlComparison.IsExplained);
            var named = string.Join("; ", _differences.OrderByDescending(difference => difference.Verdict).Take(MostNamed).Select(difference => difference.Detail));
            var more = _differences.Count > MostNamed ? Format($"; and {_differences.Count - MostNamed:N0} more") : "";
            var whole = explained < _differences.Count ? ExplainWhole() : null;
            return new ValidationCheck(
                CertificateChecks.ControlTotal,
                whole is null ? _differences.Max(difference => difference.Verdict) : Verdict.Warn,
                Format($"{fileName} {view.Words}: {_agreeingCount:N0} of {_lineCount:N0} lines agree, {explained:N0} differences are explained, {_differences.Count - explained:N0} are not{whole}: {named}{more}"));
        }

        private void Compare(PaymentGroup shape, IReadOnlyList<SummaryClaim> shapeClaims)
        {
            var sums = payments.Project(shape);
            var named = new HashSet<PaymentGroup>();
            foreach (var claim in shapeClaims)
            {
                named.Add(claim.Group);
                _lineCount += claim.LineCount;
                var count = _differences.Count;
                Compare(claim, sums.GetValueOrDefault(claim.Group), $"{claim.Lines} ({claim.Group})");
                if (_differences.Count == count) _agreeingCount += claim.LineCount;
            }

            // A group that is not named by payer, nature or state is what no line could name.
            foreach (var (group, sum) in sums.Where(sum => !named.Contains(sum.Key) && sum.Key is { State: not "" } and { Payer: not "" }).OrderBy(sum => sum.Key.ToString(), StringComparer.Ordinal))
                Compare(new SummaryClaim(0, 0, file.ProgramYear, file.Kind, view, group, new ControlFigure(0, 0), new ControlFigure(0, 0)), sum, $"no line ({group})");
        }

        private void Compare(SummaryClaim claim, GroupSums sum, string source)
        {
            var total = new ControlTotal("", file.ProgramYear, file.Kind, claim.Records, claim.Cents, source, IsExact: view.IsExact);
            if ((claim.Records ?? claim.Cents) is not null) Add(total, sum, isSecond: false);
            if (claim.SecondCents is not null) Add(total with { Records = null, Cents = claim.SecondCents, Source = $"{source}, {SummaryFile.ValueOfInterest}" }, sum, isSecond: true);
        }

        private void Add(ControlTotal total, GroupSums sum, bool isSecond)
        {
            var check = ControlComparison.Compare(total, sum.ToSubject(isSecond));
            if (check.Verdict == Verdict.Pass) return;
            _differences.Add(check);
            if (ControlComparison.IsExplained(check)) return;
            _isOnlyMissing &= total.Records?.Value > sum.All.Records;
            _missingRecords += (total.Records?.Value ?? 0) - sum.All.Records;
        }

        /// <summary>Records that are known only by number, not by group, can explain no single line but all that is missing together.</summary>
        private string? ExplainWhole() =>
            !_isOnlyMissing || _missingRecords == 0 ? null
            : _missingRecords == removedCount ? Format($"; together they are the {removedCount:N0} records that CMS removed")
            : _missingRecords <= payments.UnplacedCount ? Format($"; together they are {_missingRecords:N0} of the {payments.UnplacedCount:N0} quarantined records that cannot be taken apart")
            : null;

        private static string? Mark(string? text) => text is null ? null : "";
    }
}
