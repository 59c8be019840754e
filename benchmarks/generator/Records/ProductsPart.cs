using OpenPayments.Generator.World;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Generator.Records;

/// <summary>The up to five products that a payment speaks of: one list of slots since 2016, drugs and devices apart before.</summary>
internal sealed class ProductsPart(Kind kind, PayerPart payer) : IRecordPart
{
    private const int Slots = 5;
    private static readonly byte[] Yes = Phrase.Of("Yes");
    private static readonly byte[] No = Phrase.Of("No");
    private static readonly byte[] Covered = Phrase.Of("Covered");
    private static readonly byte[] Combination = Phrase.Of("Combination");
    private static readonly byte[] None = Phrase.Of("None");

    private readonly byte[] _nonCovered = Phrase.Of(kind == Kind.Research ? "Non-covered" : "Non-Covered");
    private readonly Product?[] _products = new Product?[Slots];
    private readonly Product?[] _drugs = new Product?[Slots];
    private readonly Product?[] _devices = new Product?[Slots];
    private int _count;
    private int _coveredCount;

    public void Next(ref SplitMix random)
    {
        Array.Clear(_products);
        Array.Clear(_drugs);
        Array.Clear(_devices);
        _count = DrawCount(ref random);
        _coveredCount = 0;
        int drugCount = 0, deviceCount = 0;
        for (var i = 0; i < _count; i++)
        {
            var product = payer.Paying.Products[random.NextSkewed(payer.Paying.Products.Length)];
            _products[i] = product;
            if (product.IsCovered) _coveredCount++;
            if (product.IsDrug) _drugs[drugCount++] = product;
            else _devices[deviceCount++] = product;
        }
    }

    private static int DrawCount(ref SplitMix random) => random.NextInt(1_000) switch
    {
        < 64 => 0,
        < 851 => 1,
        < 966 => 2,
        < 982 => 3,
        < 988 => 4,
        _ => Slots,
    };

    public Cell? CellFor(ColumnWords column)
    {
        var index = column.Index;
        return column.Stem switch
        {
            "related_product_indicator" => buffer => buffer.Text(_count > 0 ? Yes : No),
            "covered_or_noncovered_indicator" => buffer => buffer.Text(_products[index]?.Coverage),
            "indicate_drug_or_biological_or_device_or_medical_supply" => buffer => buffer.Text(_products[index]?.Type),
            "product_category_or_therapeutic_area" => buffer => buffer.Text(_products[index]?.Category),
            "name_of_drug_or_biological_or_device_or_medical_supply" => buffer => buffer.Text(_products[index]?.Name),
            "associated_drug_or_biological_ndc" => buffer => buffer.Text(_products[index]?.Ndc),
            "associated_device_or_medical_supply_pdi" => buffer => buffer.Text(_products[index]?.Pdi),
            "product_indicator" => buffer => buffer.Text(OldIndicator()),
            "name_of_associated_covered_drug_or_biological" => buffer => buffer.Text(_drugs[index]?.Name),
            "ndc_of_associated_covered_drug_or_biological" => buffer => buffer.Text(_drugs[index]?.BareNdc),
            "name_of_associated_covered_device_or_medical_supply" => buffer => buffer.Text(_devices[index]?.Name),
            _ => null,
        };
    }

    private byte[] OldIndicator() => _count == 0 ? None : _coveredCount == _count ? Covered : _coveredCount == 0 ? _nonCovered : Combination;
}
