using System.Text;
using OpenPayments.Ingestion.Columns;

namespace OpenPayments.Ingestion.Parquet.ParquetNet;

/// <summary>
/// Texts as Parquet.Net takes them, one memory a value: characters, decoded once for each dictionary entry into one array
/// that all parts of a worker share.
/// </summary>
internal sealed class TextValues
{
    private Pooled<char> _characters;
    private Pooled<byte> _bytes;
    private Pooled<ReadOnlyMemory<char>> _characterEntries;
    private Pooled<ReadOnlyMemory<byte>> _byteEntries;
    private Pooled<ReadOnlyMemory<char>> _characterValues;
    private Pooled<ReadOnlyMemory<byte>> _byteValues;

    /// <summary>
    /// False when UTF-16 would order the texts otherwise than UTF-8 does, which is when some have characters past U+FFFF and
    /// others characters from U+E000 on. Parquet orders by bytes, Parquet.Net's minimum and maximum by UTF-16 units: a reader
    /// that trusted them would skip rows.
    /// </summary>
    public static bool AreOrderedAlikeInUtf16(TextColumnData column)
    {
        var hasSupplementary = false;
        var hasPastSurrogates = false;
        for (var i = 0; i < column.TextCount; i++)
        {
            var text = column.GetText(i);
            if (Ascii.IsValid(text)) continue;
            hasSupplementary |= text.IndexOfAnyInRange((byte)0xF0, (byte)0xFF) >= 0;
            hasPastSurrogates |= text.IndexOfAnyInRange((byte)0xEE, (byte)0xEF) >= 0;
        }

        return !(hasSupplementary && hasPastSurrogates);
    }

    public ReadOnlyMemory<ReadOnlyMemory<char>> CharactersOf(TextColumnData column, int firstValue, int valueCount)
    {
        var (firstText, textCount) = TextsOf(column, firstValue, valueCount);
        var buffer = _characters.OfAtLeast(SizeBytes(column, firstText, textCount));
        var texts = _characterEntries.OfAtLeast(textCount);
        var used = 0;
        for (var i = 0; i < textCount; i++)
        {
            var length = Encoding.UTF8.GetChars(column.GetText(firstText + i), buffer.AsSpan(used));
            texts[i] = buffer.AsMemory(used, length);
            used += length;
        }

        return column.IsDictionary
            ? LookUp<ReadOnlyMemory<char>>(texts, column.Ids.Slice(firstValue, valueCount), _characterValues.OfAtLeast(valueCount))
            : texts.AsMemory(0, textCount);
    }

    public ReadOnlyMemory<ReadOnlyMemory<byte>> BytesOf(TextColumnData column, int firstValue, int valueCount)
    {
        var (firstText, textCount) = TextsOf(column, firstValue, valueCount);
        var buffer = _bytes.OfAtLeast(SizeBytes(column, firstText, textCount));
        var texts = _byteEntries.OfAtLeast(textCount);
        var used = 0;
        for (var i = 0; i < textCount; i++)
        {
            var text = column.GetText(firstText + i);
            text.CopyTo(buffer.AsSpan(used));
            texts[i] = buffer.AsMemory(used, text.Length);
            used += text.Length;
        }

        return column.IsDictionary
            ? LookUp<ReadOnlyMemory<byte>>(texts, column.Ids.Slice(firstValue, valueCount), _byteValues.OfAtLeast(valueCount))
            : texts.AsMemory(0, textCount);
    }

    private static (int First, int Count) TextsOf(TextColumnData column, int firstValue, int valueCount) =>
        column.IsDictionary ? (0, column.TextCount) : (firstValue, valueCount);

    /// <summary>Also enough for the characters: none takes less than a byte.</summary>
    private static int SizeBytes(TextColumnData column, int firstText, int textCount)
    {
        var size = 0;
        for (var i = 0; i < textCount; i++)
            size = checked(size + column.GetText(firstText + i).Length);
        return size;
    }

    private static ReadOnlyMemory<T> LookUp<T>(ReadOnlySpan<T> texts, ReadOnlySpan<int> ids, T[] target)
    {
        for (var i = 0; i < ids.Length; i++)
            target[i] = texts[ids[i]];
        return target.AsMemory(0, ids.Length);
    }
}
