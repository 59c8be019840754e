using OpenPayments.Generator.World;

namespace OpenPayments.Generator.Records;

/// <summary>The payment itself: how much, when, in what form, for what, and through whom.</summary>
internal sealed class GeneralPart(RecipientPart recipient, int programYear, double quotedNewlineShare) : IRecordPart
{
    private static readonly byte[] Yes = Phrase.Of("Yes");
    private static readonly byte[] No = Phrase.Of("No");
    private static readonly byte[] NoThirdParty = Phrase.Of("No Third Party Payment");
    private static readonly byte[] Entity = Phrase.Of("Entity");
    private static readonly byte[] Individual = Phrase.Of("Individual");

    private readonly Natures _natures = new(programYear);
    private readonly PaymentDates _dates = new(programYear);
    private readonly ContextTexts _contexts = new(quotedNewlineShare);
    private readonly TravelPart _travel = new();
    private Nature _nature = Natures.Meal;
    private byte[] _form = Natures.Meal.Forms[0];
    private byte[] _date = No;
    private long _cents;
    private int _count;
    private byte[]? _isOwner;
    private byte[] _thirdParty = NoThirdParty;
    private byte[]? _thirdPartyName;
    private byte[]? _isThirdPartyRecipient;
    private byte[]? _isCharity;
    private byte[]? _context;

    public void Next(ref SplitMix random)
    {
        _nature = _natures.Next(ref random, recipient.IsHospital);
        _form = _nature.Forms[random.NextVerySkewed(_nature.Forms.Length)];
        _cents = _nature.DrawCents(ref random);
        _date = _dates.Next(ref random);
        _count = random.OneIn(50) ? 2 + random.NextVerySkewed(40) : 1;
        _travel.Next(ref random, _nature.IsTravel);
        _isOwner = !recipient.IsPerson || (recipient.IsPractitioner && random.OneIn(2)) ? null : random.OneIn(200) ? Yes : No;
        _isCharity = random.NextInt(100) < 26 ? No : null;
        _context = random.NextInt(1_000) < 56 ? _contexts.Next(ref random) : null;
        NextThirdParty(ref random);
    }

    private void NextThirdParty(ref SplitMix random)
    {
        (_thirdParty, _thirdPartyName, _isThirdPartyRecipient) = (NoThirdParty, null, null);
        var share = random.NextInt(1_000);
        if (share < 8)
        {
            var practices = PaymentWorld.Shared.Companies.Practices;
            (_thirdParty, _thirdPartyName, _isThirdPartyRecipient) = (Entity, practices[random.NextSkewed(practices.Length)], No);
        }
        else if (share < 11)
        {
            (_thirdParty, _isThirdPartyRecipient) = (Individual, random.OneIn(2) ? Yes : No);
        }
    }

    public Cell? CellFor(ColumnWords column) => column.Name switch
    {
        "total_amount_of_payment_usdollars" => buffer => buffer.Money(_cents),
        "date_of_payment" => buffer => buffer.Text(_date),
        "number_of_payments_included_in_total_amount" => buffer => buffer.Digits(_count),
        "form_of_payment_or_transfer_of_value" => buffer => buffer.Text(_form),
        "nature_of_payment_or_transfer_of_value" => buffer => buffer.Text(_nature.Name),
        "physician_ownership_indicator" => buffer => buffer.Text(_isOwner),
        "third_party_payment_recipient_indicator" => buffer => buffer.Text(_thirdParty),
        "name_of_third_party_entity_receiving_payment_or_transfer_of_val" => buffer => buffer.Text(_thirdPartyName),
        "charity_indicator" => buffer => buffer.Text(_isCharity),
        "third_party_equals_covered_recipient_indicator" => buffer => buffer.Text(_isThirdPartyRecipient),
        "contextual_information" => buffer => buffer.Text(_context),
        _ => _travel.CellFor(column),
    };
}
