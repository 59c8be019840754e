using OpenPayments.Generator.World;

namespace OpenPayments.Generator.Records;

/// <summary>Who paid and who reported it. Records of one company stand together in runs, as companies submit them.</summary>
internal sealed class PayerPart : IRecordPart
{
    private const double MeanRunLength = 14;
    private static readonly Company[] Companies = PaymentWorld.Shared.Companies.All;

    private Company _submitting = Companies[0];
    private int _runLeft;

    public Company Paying { get; private set; } = Companies[0];

    public void Next(ref SplitMix random)
    {
        if (_runLeft-- > 0) return;
        _runLeft = (int)(-Math.Log(1 - random.NextShare()) * MeanRunLength);
        var index = random.NextVerySkewed(Companies.Length);
        _submitting = Companies[index];
        Paying = random.NextInt(10) < 7 ? _submitting : Companies[(index + 37 * (1 + random.NextInt(3))) % Companies.Length];
    }

    public Cell? CellFor(ColumnWords column) => column.Name switch
    {
        "submitting_applicable_manufacturer_or_applicable_gpo_name" => buffer => buffer.Text(_submitting.Name),
        "applicable_manufacturer_or_applicable_gpo_making_payment_id" => buffer => buffer.Digits(Paying.Id),
        "applicable_manufacturer_or_applicable_gpo_making_payment_name" => buffer => buffer.Text(Paying.Name),
        "applicable_manufacturer_or_applicable_gpo_making_payment_state" => buffer => buffer.Text(Paying.State),
        "applicable_manufacturer_or_applicable_gpo_making_payment_countr" => buffer => buffer.Text(Paying.Country),
        _ => null,
    };
}
