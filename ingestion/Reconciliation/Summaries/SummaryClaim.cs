using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Ingestion.Reconciliation.Summaries;

/// <summary>One way in which a summary file cuts the payments of a year.</summary>
/// <param name="IsExact">False where CMS does not say exactly which payments it adds: then a difference is no proof, and only warns.</param>
public sealed record SummaryView(string Words, bool IsExact);

/// <summary>What a line of a summary file says of some payments; or several lines, where the lake does not tell their payments apart.</summary>
/// <param name="LineNumber">Of the first of the lines; the header is line 1.</param>
/// <param name="Kind">Null stands for general, research and ownership together.</param>
/// <param name="Cents">Of the kind's first money column; null when not told.</param>
/// <param name="SecondCents">Of ownership's value of interest.</param>
public sealed record SummaryClaim(
    int LineNumber, int LineCount, int ProgramYear, Kind? Kind, SummaryView View, PaymentGroup Group, ControlFigure? Records, ControlFigure? Cents, ControlFigure? SecondCents = null)
{
    /// <summary>Lines that a lake cannot tell apart are one claim.</summary>
    public (int, Kind?, string, PaymentGroup) Subject => (ProgramYear, Kind, View.Words, Group);

    public string Lines => LineCount == 1 ? $"line {LineNumber}" : $"{LineCount} lines from line {LineNumber} on";

    public SummaryClaim Plus(SummaryClaim other) => this with
    {
        LineNumber = Math.Min(LineNumber, other.LineNumber),
        LineCount = LineCount + other.LineCount,
        Records = Add(Records, other.Records),
        Cents = Add(Cents, other.Cents),
        SecondCents = Add(SecondCents, other.SecondCents),
    };

    private static ControlFigure? Add(ControlFigure? one, ControlFigure? other) =>
        one is null ? other : other is null ? one : new ControlFigure(one.Value + other.Value, one.Tolerance + other.Tolerance);
}
