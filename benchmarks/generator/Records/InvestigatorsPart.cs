using System.Globalization;

namespace OpenPayments.Generator.Records;

/// <summary>The up to five principal investigators of a research payment; nearly always one, none when a physician is paid directly.</summary>
internal sealed class InvestigatorsPart(RecipientPart recipient, int programYear) : IRecordPart
{
    private static readonly byte[] Physician = Phrase.Of("Covered Recipient Physician");
    private static readonly byte[] Practitioner = Phrase.Of("Covered Recipient Non-Physician Practitioner");

    private readonly Person[] _investigators = [new(), new(), new(), new(), new()];
    private readonly byte[]?[] _types = new byte[]?[5];

    public void Next(ref SplitMix random)
    {
        var count = 1 - (random.OneIn(25) ? 1 : 0);
        while (count is > 0 and < 5 && random.OneIn(150)) count++;
        if (recipient.IsPerson) count = 0;
        for (var i = 0; i < _investigators.Length; i++)
        {
            _types[i] = null;
            _investigators[i].Clear();
            _investigators[i].Address.Clear();
            if (i >= count) continue;
            var index = random.NextSkewed(Person.Count);
            var isPractitioner = programYear >= 2021 && index % 3 == 0;
            _investigators[i].Become(index, isPractitioner);
            _types[i] = isPractitioner ? Practitioner : Physician;
        }
    }

    public Cell? CellFor(ColumnWords column)
    {
        if (column.Stem == "principal_investigator_name") return _investigators[column.Index].CellFor(ColumnWords.Of("name"));
        for (var i = 0; i < _investigators.Length; i++)
        {
            if (column.Without(string.Create(CultureInfo.InvariantCulture, $"principal_investigator_{i + 1}_")) is not { } words) continue;
            var index = i;
            if (words.Name == "covered_recipient_type") return buffer => buffer.Text(_types[index]);
            return _investigators[i].CellFor(words.Without("business_") ?? words);
        }

        return null;
    }
}
