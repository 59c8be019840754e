using System.Globalization;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Ingestion.Reconciliation.Summaries;

/// <summary>One line of a summary file, its cells by the names of CMS.</summary>
/// <param name="fileYear">The year in the file's name, for forms without a column for it.</param>
internal sealed class SummaryRow(IReadOnlyDictionary<string, int> columns, string[] cells, int lineNumber, int? fileYear)
{
    /// <summary>Whether one of the dollars that were read is written with cents.</summary>
    public bool HasCents { get; private set; }

    public IEnumerable<string> Columns => columns.Keys;

    /// <summary>Null for a line over all years, which repeats what the others say.</summary>
    public int? ProgramYear => columns.ContainsKey("Program_Year")
        ? int.TryParse(this["Program_Year"], NumberStyles.None, CultureInfo.InvariantCulture, out var year) ? year : null
        : fileYear;

    /// <summary>Null for a line over all kinds, and for kinds that nobody knows.</summary>
    public Kind? PaymentType
    {
        get
        {
            foreach (var kind in (ReadOnlySpan<Kind>)[Kind.General, Kind.Research, Kind.Ownership])
                if (this["Payment_Type"].StartsWith(kind.Code, StringComparison.OrdinalIgnoreCase))
                    return kind;
            return null;
        }
    }

    public string this[string column] => columns.TryGetValue(column, out var index) && index < cells.Length ? cells[index].Trim() : "";

    public ControlFigure? Count(string column) => ControlFigure.Parse(this[column], 1);

    public ControlFigure? Dollars(string column)
    {
        HasCents |= this[column].Contains('.', StringComparison.Ordinal);
        return ControlFigure.Parse(this[column], 100);
    }

    public SummaryClaim Claim(Kind? kind, SummaryView view, PaymentGroup group, ControlFigure? records, ControlFigure? cents, ControlFigure? secondCents = null) =>
        new(lineNumber, 1, ProgramYear ?? 0, kind, view, group, records, cents, secondCents);
}
