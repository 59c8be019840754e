using System.Collections.Immutable;
using System.Globalization;
using OpenPayments.Ingestion.Csv;

namespace OpenPayments.Ingestion.Reconciliation.Summaries;

/// <summary>Which summary file of CMS one is.</summary>
/// <param name="FileName">As CMS named it.</param>
/// <param name="Form">By the header, such as <c>summary-reporting-entity</c>.</param>
/// <param name="ProgramYear">Null where the lines, or columns, say it.</param>
public sealed record SummaryIdentity(string FileName, string Form, DateOnly Publication, int? ProgramYear);

/// <summary>What a summary file says, as far as it can be held against payments.</summary>
/// <param name="UnreadableLines">Lines with a figure that is none, the first ones.</param>
public sealed record SummaryFile(SummaryIdentity Identity, ImmutableArray<SummaryClaim> Claims, ImmutableArray<int> UnreadableLines)
{
    /// <summary>Ownership's second money column.</summary>
    public const string ValueOfInterest = "value_of_interest";

    private const int MostUnreadable = 100;

    /// <summary>The totals of whole kinds: what the dashboard says, and what the lines of all reporting entities add up to.</summary>
    public IEnumerable<ControlTotal> Totals => UnreadableLines.IsEmpty
        ? Identity.Form switch
        {
            "summary-dashboard" => Claims.SelectMany(claim => ToTotals(claim, $"{Identity.FileName} {claim.Lines}")),
            "summary-reporting-entity" => Claims.Where(claim => claim.Group.Recipients == Recipients.All).GroupBy(claim => (claim.ProgramYear, claim.Kind)).SelectMany(kind => ToTotals(
                kind.Aggregate((one, other) => one.Plus(other)), string.Create(CultureInfo.InvariantCulture, $"{Identity.FileName}, {kind.Count():N0} payers together"))),
            _ => [],
        }
        : [];

    public static SummaryFile Read(SummaryIdentity identity, Stream csv)
    {
        var form = SummaryForm.Find(identity.Form);
        var claims = new Dictionary<object, SummaryClaim>();
        var unreadable = new List<int>();
        Dictionary<string, int>? columns = null;
        var (lineNumber, hasCents) = (0, false);
        foreach (var cells in CsvRecords.Read(csv))
        {
            lineNumber++;
            if (columns is null)
            {
                columns = Enumerable.Range(0, cells.Length).GroupBy(i => cells[i].Trim(), StringComparer.OrdinalIgnoreCase).ToDictionary(name => name.Key, name => name.First(), StringComparer.OrdinalIgnoreCase);
                continue;
            }

            try
            {
                var row = new SummaryRow(columns, cells, lineNumber, identity.ProgramYear);
                foreach (var claim in form.Read(row).Where(claim => claim.ProgramYear > 0 && (claim.Records ?? claim.Cents ?? claim.SecondCents) is not null))
                {
                    object key = form.MergesLines ? claim.Subject : (claim.Subject, lineNumber);
                    claims[key] = claims.TryGetValue(key, out var known) ? known.Plus(claim) : claim;
                }

                hasCents |= row.HasCents;
            }
            catch (Exception failure) when (failure is FormatException or OverflowException)
            {
                if (unreadable.Count < MostUnreadable) unreadable.Add(lineNumber);
            }
        }

        return new SummaryFile(identity, [.. claims.Values.Select(claim => hasCents ? claim : Round(claim))], [.. unreadable]);
    }

    /// <summary>Where no figure of a file is written with cents, CMS has rounded to dollars.</summary>
    private static SummaryClaim Round(SummaryClaim claim)
    {
        return claim with { Cents = Loosen(claim.Cents), SecondCents = Loosen(claim.SecondCents) };

        ControlFigure? Loosen(ControlFigure? figure) => figure is null ? null : figure with { Tolerance = Math.Max(figure.Tolerance, 50L * claim.LineCount) };
    }

    private IEnumerable<ControlTotal> ToTotals(SummaryClaim claim, string source)
    {
        var total = new ControlTotal(Identity.Publication.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), claim.ProgramYear, claim.Kind, claim.Records, claim.Cents, source);
        if ((claim.Records ?? claim.Cents) is not null) yield return total;
        if (claim.SecondCents is not null) yield return total with { Records = null, Cents = claim.SecondCents, Column = ValueOfInterest };
    }
}
