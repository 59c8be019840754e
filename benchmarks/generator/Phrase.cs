using System.Text;

namespace OpenPayments.Generator;

/// <summary>Texts in the form in which a cell holds them: UTF-8, quotes doubled, quotes around. Made once, copied for every cell.</summary>
internal static class Phrase
{
    public static byte[] Of(string text) => Encoding.UTF8.GetBytes($"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"");

    public static byte[][] Each(params string[] texts) => Array.ConvertAll(texts, Of);

    /// <summary>The bytes between the quotes.</summary>
    public static ReadOnlySpan<byte> Inner(byte[] phrase) => phrase.AsSpan(1, phrase.Length - 2);
}
