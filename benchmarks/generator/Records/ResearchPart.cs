using System.Globalization;
using OpenPayments.Generator.World;

namespace OpenPayments.Generator.Records;

/// <summary>A payment for research: how much, when, and for which study.</summary>
internal sealed class ResearchPart(int programYear, double quotedNewlineShare) : IRecordPart
{
    private const int StudyCount = 6_000;
    private static readonly byte[][] Forms = Phrase.Each("Cash or cash equivalent", "In-kind items and services");
    private static readonly byte[][] ExpenditureCategories = Phrase.Each(
        "Other", "Patient Care", "Professional Salary Support", "Non-patient Care", "Overhead", "Medical Research Writing or Publication");

    private static readonly byte[] Yes = Phrase.Of("Yes");
    private static readonly byte[] No = Phrase.Of("No");
    private static readonly Nature Study = new(No, Forms, 6.6, 1.7);

    private readonly PaymentDates _dates = new(programYear);
    private readonly ContextTexts _contexts = new(quotedNewlineShare);
    private readonly byte[][] _studies = MakeStudies();
    private readonly byte[]?[] _expenditures = new byte[]?[6];
    private byte[] _form = Forms[0];
    private byte[] _date = No;
    private byte[] _isPreclinical = No;
    private byte[]? _study;
    private byte[]? _trialId;
    private byte[]? _link;
    private byte[]? _context;
    private long _cents;

    public void Next(ref SplitMix random)
    {
        _cents = Study.DrawCents(ref random);
        _date = _dates.Next(ref random);
        _form = Forms[random.NextVerySkewed(2)];
        _isPreclinical = random.OneIn(75) ? Yes : No;
        _context = random.NextInt(100) < 7 ? _contexts.Next(ref random) : null;
        Array.Clear(_expenditures);
        if (random.OneIn(25)) _expenditures[0] = ExpenditureCategories[random.NextSkewed(ExpenditureCategories.Length)];
        var index = random.NextSkewed(StudyCount);
        _study = random.OneIn(100) ? null : _studies[index];
        var trial = string.Create(CultureInfo.InvariantCulture, $"NCT{index * 797 + 1_000_000:D8}");
        _trialId = _study is not null && index % 9 == 0 ? Phrase.Of(trial) : null;
        _link = _trialId is not null && index % 5 == 0 ? Phrase.Of("http://clinicaltrials.gov/ct2/show/" + trial) : null;
    }

    public Cell? CellFor(ColumnWords column) => column.Stem switch
    {
        "total_amount_of_payment_usdollars" => buffer => buffer.Money(_cents),
        "date_of_payment" => buffer => buffer.Text(_date),
        "form_of_payment_or_transfer_of_value" => buffer => buffer.Text(_form),
        "expenditure_category" => buffer => buffer.Text(_expenditures[column.Index]),
        "preclinical_research_indicator" => buffer => buffer.Text(_isPreclinical),
        "name_of_study" => buffer => buffer.Text(_study),
        "clinicaltrials_gov_identifier" => buffer => buffer.Text(_trialId),
        "research_information_link" => buffer => buffer.Text(_link),
        "context_of_research" => buffer => buffer.Text(_context),
        _ => null,
    };

    private static byte[][] MakeStudies()
    {
        var smith = new WordSmith(16);
        return WordSmith.Distinct(StudyCount, () => smith.Next(3) switch
        {
            0 => $"{smith.Pick("CA", "GS-US", "MK", "ABT")}-{smith.Next(10_000):D4}-{smith.Next(100):D2}",
            1 => $"A Phase {smith.Pick("I", "II", "III", "IIIb")} Study of {smith.Capital(2, 4)}, {smith.Pick("Double-Blind", "Open Label", "Randomized")}, " +
                $"in Subjects with {smith.Capital(2, 5)} {smith.Lower(2, 4)}",
            _ => $"{smith.Capital(2, 4)} {smith.Lower(2, 4)} Outcomes Registry {smith.Capital(1, 3)} {smith.Next(1_000)}",
        });
    }
}
