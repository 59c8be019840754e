using System.Collections.Immutable;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Ingestion.Rules;

/// <summary>Which number rules apply to a column of one file.</summary>
public static class RangeChecks
{
    private const long ImplausibleCents = 1_000_000_000_00;

    public static ImmutableArray<RangeCheck> For(LayoutColumn column, FileId file)
    {
        var checks = ImmutableArray.CreateBuilder<RangeCheck>();
        AddIfRead(RuleCatalog.ProgramYearDiffers, file.ProgramYear, file.ProgramYear);
        AddIfRead(RuleCatalog.PublicationDateDiffers, Day(file.Publication), Day(file.Publication));
        AddIfRead(RuleCatalog.PaymentDateImplausible, Day(new DateOnly(file.ProgramYear, 1, 1)), Day(new DateOnly(file.ProgramYear, 12, 31)));
        AddIfRead(RuleCatalog.AmountNegative, 0, long.MaxValue);
        AddIfRead(RuleCatalog.AmountZero, 0, 0, breaksInside: true);
        AddIfRead(RuleCatalog.AmountImplausible, long.MinValue, ImplausibleCents);
        AddIfRead(RuleCatalog.PaymentCount, 1, 999);
        return checks.ToImmutable();

        void AddIfRead(Rule rule, long min, long max, bool breaksInside = false)
        {
            if (rule.Reads(column.Name)) checks.Add(new(rule, min, max, breaksInside));
        }
    }

    private static long Day(DateOnly date) => date.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
}
