using OpenPayments.Client.Report.Page;
using OpenPayments.Ingestion.Reconciliation;

namespace OpenPayments.Client.Report.Charts;

/// <summary>What a chart draws of a sum: its dollars, or its records where there are none.</summary>
internal sealed record Measure(bool IsMoney)
{
    public static Measure Of(bool isMoney) => new(isMoney);

    public long ValueOf(RecordsAndCents sum) => IsMoney ? sum.Cents : sum.Records;

    public string Spell(long value) => IsMoney ? Words.Dollars(value) : $"{Words.Count(value)} records";

    public string SpellShort(long value) => IsMoney ? Words.ShortDollars(value) : Words.ShortCount(value);
}
