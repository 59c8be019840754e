using System.Text;

namespace OpenPayments.Ingestion.Reconciliation.Content;

/// <summary>One string for each text that comes again and again.</summary>
internal sealed class TextPool
{
    private readonly Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> _texts = new Dictionary<string, string>(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
    private char[] _scratch = new char[256];

    public string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty) return "";
        if (_scratch.Length < utf8.Length) _scratch = new char[utf8.Length];
        return Get(_scratch.AsSpan(0, Encoding.UTF8.GetChars(utf8, _scratch)));
    }

    public string Get(ReadOnlySpan<char> text)
    {
        if (_texts.TryGetValue(text, out var known)) return known;
        var added = text.ToString();
        _texts[added] = added;
        return added;
    }
}
