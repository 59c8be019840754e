using OpenPayments.Ingestion.Reconciliation.Content;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Ingestion.Reconciliation.Summaries;

/// <summary>Takes the cells of a chunk, record by record, and sums them up by group. One serves one chunk.</summary>
internal sealed class GroupSink(FileLayout layout, HashSet<long> quarantined) : ICellSink
{
    private readonly PaymentColumns _columns = new(layout);
    private readonly TextPool _texts = new();
    private readonly int _recipient = layout.IndexOf("covered_recipient_type");
    private readonly int _state = layout.IndexOf("recipient_state");
    private readonly int _second = layout.IndexOf(SummaryFile.ValueOfInterest);

    private long _number = -1;
    private PaymentGroup _group;
    private long _cents, _secondCents;
    private bool _isDisputed, _isUnreadable;

    public Dictionary<PaymentGroup, GroupSums> Groups { get; } = [];

    public long UnplacedCount { get; private set; }

    public void Record(long number, long offsetBytes, int lengthBytes)
    {
        Complete();
        _number = number;
        // Interests are held by physicians; their files have no column for it.
        _group = new PaymentGroup("", "", _recipient < 0 ? Recipients.Physicians : Recipients.Other, "");
        (_cents, _secondCents, _isDisputed, _isUnreadable) = (0, 0, false, false);
    }

    /// <summary>Counts the record that was told last.</summary>
    public void Complete()
    {
        if (_number < 0) return;
        var sum = new RecordsAndCents(1, _cents);
        var isQuarantined = quarantined.Contains(_number);
        Groups[_group] = Groups.GetValueOrDefault(_group).Plus(new GroupSums(
            sum, isQuarantined ? sum : default, _isDisputed ? sum : default, _secondCents, isQuarantined ? _secondCents : 0, _isUnreadable ? 1 : 0));
        _number = -1;
    }

    public void Text(long number, int column, ReadOnlySpan<byte> text)
    {
        if (column == _columns.Payer) _group = _group with { Payer = _texts.Get(text) };
        else if (column == _columns.Nature) _group = _group with { Nature = NatureCodes.Normalize(_texts.Get(text)) };
        else if (column == _recipient) _group = _group with { Recipients = PaymentGroup.ParseRecipients(_texts.Get(text)) };
        else if (column == _state) _group = _group with { State = _texts.Get(text) };
        else if (column == _columns.Dispute) _isDisputed = text.SequenceEqual("Yes"u8);
    }

    public void Number(long number, int column, long value)
    {
        if (column == _columns.Amount) _cents = value;
        else if (column == _second) _secondCents = value;
    }

    public void Misfit(long number, int column, ReadOnlySpan<byte> text)
    {
        if (column == _columns.Amount || column == _second) _isUnreadable = true;
    }

    public void Unreadable(long number, long offsetBytes, ReadOnlySpan<byte> record)
    {
        Complete();
        UnplacedCount++;
    }
}
