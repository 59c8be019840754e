using System.Globalization;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Generator.Records;

/// <summary>What says which record this is: its id, year, publication and state.</summary>
internal sealed class IdentityPart(Kind kind, int programYear, DateOnly publication) : IRecordPart
{
    private static readonly byte[][] ChangeTypes = Phrase.Each("UNCHANGED", "NEW", "CHANGED", "ADD");
    private static readonly byte[][] RemovedChangeTypes = Phrase.Each("DELETED", "REMOVED");
    private static readonly byte[][] PaymentTypes = Phrase.Each("General", "Research", "Ownership");
    private static readonly byte[] Yes = Phrase.Of("Yes");
    private static readonly byte[] No = Phrase.Of("No");

    private readonly byte[] _year = Phrase.Of(programYear.ToString(CultureInfo.InvariantCulture));
    private readonly byte[] _published = Phrase.Of(publication.ToString("MM/dd/yyyy", CultureInfo.InvariantCulture));
    private byte[] _changeType = ChangeTypes[0];
    private byte[] _paymentType = PaymentTypes[0];
    private byte[] _isDisputed = No;
    private byte[] _isDelayed = No;
    private long _recordId = (programYear - 2012) * 100_000_000L;

    public void Next(ref SplitMix random)
    {
        _recordId += 1 + random.NextVerySkewed(12);
        _changeType = kind == Kind.Removed ? RemovedChangeTypes[random.NextSkewed(2)] : DrawChangeType(ref random);
        _paymentType = PaymentTypes[random.NextVerySkewed(PaymentTypes.Length)];
        _isDisputed = random.OneIn(40_000) ? Yes : No;
        _isDelayed = random.OneIn(20_000) ? Yes : No;
    }

    private static byte[] DrawChangeType(ref SplitMix random) => ChangeTypes[random.NextInt(1_000) switch
    {
        < 860 => 0,
        < 940 => 1,
        < 985 => 2,
        _ => 3,
    }];

    public Cell? CellFor(ColumnWords column) => column.Name switch
    {
        "change_type" => buffer => buffer.Text(_changeType),
        "record_id" or "general_transaction_id" or "research_transaction_id" or "physician_ownership_transaction_id" => buffer => buffer.Digits(_recordId),
        "program_year" => buffer => buffer.Text(_year),
        "payment_publication_date" => buffer => buffer.Text(_published),
        "payment_type" => buffer => buffer.Text(_paymentType),
        "dispute_status_for_publication" => buffer => buffer.Text(_isDisputed),
        "delay_in_publication_indicator" => buffer => buffer.Text(_isDelayed),
        _ => null,
    };
}
