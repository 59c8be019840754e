using OpenPayments.Generator.World;

namespace OpenPayments.Generator.Records;

/// <summary>
/// The free texts that companies add: half of them written for this record alone, half repeated. A few hold a quoted
/// word or a line break, which is what breaks readers that go by lines.
/// </summary>
internal sealed class ContextTexts(double quotedNewlineShare)
{
    private readonly byte[][] _words = WordSmith.Distinct(900, new WordSmith(15).LowerWord);
    private readonly byte[][] _recent = [.. Enumerable.Repeat(Phrase.Of("Transfer of value related to a speaker programme"), 16)];
    private readonly byte[] _text = new byte[4_096];

    public byte[] Next(ref SplitMix random)
    {
        var breaksLine = random.NextShare() < quotedNewlineShare;
        var slot = random.NextInt(_recent.Length);
        if (!breaksLine && random.OneIn(2)) return _recent[slot];
        var phrase = Compose(ref random, breaksLine);
        if (!breaksLine) _recent[slot] = phrase;
        return phrase;
    }

    private byte[] Compose(ref SplitMix random, bool breaksLine)
    {
        var length = 0;
        Append("\""u8, ref length);
        var count = 3 + random.NextSkewed(22);
        for (var i = 0; i < count; i++)
        {
            if (i > 0) Append(random.OneIn(9) ? ", "u8 : " "u8, ref length);
            Append(Phrase.Inner(_words[random.NextSkewed(_words.Length)]), ref length);
            if (breaksLine && i == count / 2) Append(random.OneIn(4) ? "\r\n"u8 : "\n"u8, ref length);
        }

        if (random.OneIn(30))
        {
            Append(" \"\""u8, ref length);
            Append(Phrase.Inner(_words[random.NextInt(_words.Length)]), ref length);
            Append("\"\""u8, ref length);
        }

        Append("\""u8, ref length);
        return _text[..length];
    }

    private void Append(ReadOnlySpan<byte> bytes, ref int length)
    {
        bytes.CopyTo(_text.AsSpan(length));
        length += bytes.Length;
    }
}
