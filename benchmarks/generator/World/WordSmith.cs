using System.Globalization;
using System.Text;

namespace OpenPayments.Generator.World;

/// <summary>Makes up words that look like names and compress like them.</summary>
internal sealed class WordSmith(ulong seed)
{
    private static readonly string[] Syllables =
    [
        "al", "an", "ar", "bel", "ber", "bra", "cal", "car", "chen", "co", "da", "del", "dor", "el", "en", "fal", "fer", "gal", "gar", "gre",
        "hal", "har", "hen", "il", "ja", "kar", "kel", "la", "lin", "lo", "ma", "mar", "mon", "na", "ner", "no", "o", "or", "pa", "per",
        "ra", "ri", "ro", "sa", "sen", "sha", "son", "ta", "ter", "to", "va", "ver", "vi", "wal", "wil", "ya", "zan", "ze",
    ];

    private SplitMix _random = new(seed);

    public int Next(int below) => _random.NextInt(below);

    public bool OneIn(int n) => _random.OneIn(n);

    public string Pick(params string[] choices) => choices[_random.NextInt(choices.Length)];

    public string Lower(int leastSyllables, int mostSyllables)
    {
        var word = new StringBuilder();
        for (var left = leastSyllables + _random.NextInt(mostSyllables - leastSyllables + 1); left > 0; left--)
            word.Append(Syllables[_random.NextInt(Syllables.Length)]);
        return word.ToString();
    }

    public string LowerWord() => Lower(1, 4);

    public string Capital(int leastSyllables, int mostSyllables)
    {
        var word = Lower(leastSyllables, mostSyllables);
        return string.Create(CultureInfo.InvariantCulture, $"{char.ToUpperInvariant(word[0])}{word.AsSpan(1)}");
    }

    /// <summary>Two thirds of what companies report is in capitals.</summary>
    public string Reported(string text) => _random.OneIn(3) ? text : text.ToUpperInvariant();

    /// <summary>Distinct phrases, as many as asked for.</summary>
    public static byte[][] Distinct(int count, Func<string> make)
    {
        var texts = new HashSet<string>(count);
        while (texts.Count < count) texts.Add(make());
        return Phrase.Each([.. texts]);
    }
}
