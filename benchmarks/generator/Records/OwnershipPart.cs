using OpenPayments.Generator.World;

namespace OpenPayments.Generator.Records;

/// <summary>An interest that a physician or the family holds in a company.</summary>
internal sealed class OwnershipPart : IRecordPart
{
    private static readonly byte[][] Holders = Phrase.Each("Physician Covered Recipient", "Immediate family member");
    private static readonly byte[][] Terms = MakeTerms();
    private static readonly Nature Interest = new(Terms[0], Terms, 9.2, 2.0);

    private byte[] _holder = Holders[0];
    private byte[]? _terms;
    private long _investedCents;
    private long _valueCents;

    public void Next(ref SplitMix random)
    {
        _holder = Holders[random.NextVerySkewed(2)];
        _terms = random.OneIn(12) ? null : Terms[random.NextSkewed(Terms.Length)];
        // Nearly half of the interests were bought in an earlier year, and a few are worth nothing.
        _investedCents = random.NextInt(100) < 45 ? 0 : Interest.DrawCents(ref random);
        _valueCents = random.OneIn(20) ? 0 : Interest.DrawCents(ref random);
    }

    public Cell? CellFor(ColumnWords column) => column.Name switch
    {
        "total_amount_invested_usdollars" => buffer => buffer.Money(_investedCents),
        "value_of_interest" => buffer => buffer.Money(_valueCents),
        "terms_of_interest" => buffer => buffer.Text(_terms),
        "interest_held_by_physician_or_an_immediate_family_member" => buffer => buffer.Text(_holder),
        _ => null,
    };

    private static byte[][] MakeTerms()
    {
        var smith = new WordSmith(17);
        return WordSmith.Distinct(400, () => smith.OneIn(2)
            ? $"Class {smith.Pick("A", "B", "C")} {smith.Pick("Common Stock", "Units", "Preferred Stock")}, series {smith.Next(40)}"
            : $"{smith.Next(100_000)} shares, \"{smith.Capital(2, 3)}\" plan; vesting over {1 + smith.Next(6)} years");
    }
}
