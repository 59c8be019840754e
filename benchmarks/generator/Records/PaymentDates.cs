using System.Globalization;

namespace OpenPayments.Generator.Records;

/// <summary>The days of a program year, spelled as CMS does; people are paid on weekdays. The programme began in August 2013.</summary>
internal sealed class PaymentDates
{
    private const int WeekdayWeight = 8;
    private readonly byte[][] _days;

    public PaymentDates(int programYear)
    {
        var weighted = new List<byte[]>();
        for (var day = new DateOnly(programYear, programYear == 2013 ? 8 : 1, 1); day.Year == programYear; day = day.AddDays(1))
        {
            var phrase = Phrase.Of(day.ToString("MM/dd/yyyy", CultureInfo.InvariantCulture));
            var weight = day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 1 : WeekdayWeight;
            weighted.AddRange(Enumerable.Repeat(phrase, weight));
        }

        _days = [.. weighted];
    }

    public byte[] Next(ref SplitMix random) => _days[random.NextInt(_days.Length)];
}
