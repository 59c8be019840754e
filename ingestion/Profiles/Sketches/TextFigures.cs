using System.Text;
using OpenPayments.Ingestion.Parquet.Pages;

namespace OpenPayments.Ingestion.Profiles.Sketches;

/// <summary>What is seen of every text of a column once.</summary>
internal ref struct TextFigures(HyperLogLog distinct)
{
    private TextBounds _bounds;
    private int _minLength = int.MaxValue;
    private int _maxLength;

    /// <summary>Returns the text's hash.</summary>
    public ulong Add(ReadOnlySpan<byte> text) => Add(text, 0, text.Length, isAscii: false);

    /// <summary>Adds one of the texts that stand in <paramref name="bytes"/>; returns its hash.</summary>
    /// <param name="isAscii">All of them are known to be.</param>
    public ulong Add(ReadOnlySpan<byte> bytes, int start, int end, bool isAscii)
    {
        var text = bytes[start..end];
        var hash = ColumnSketch.Hash(text);
        distinct.Add(hash);
        _bounds.Add(bytes, start, end);
        // A text of n bytes has n characters at most, and less than that only beyond ASCII: few have to be counted.
        if (text.Length > _maxLength || text.Length < _minLength || !(isAscii || Ascii.IsValid(text))) AddLength(Encoding.UTF8.GetCharCount(text));
        return hash;
    }

    /// <summary>At least one text was added.</summary>
    public readonly void WriteTo(ColumnSketch sketch)
    {
        sketch.Min = _bounds.Min.ToArray();
        sketch.Max = _bounds.Max.ToArray();
        sketch.MinLength = _minLength;
        sketch.MaxLength = _maxLength;
    }

    private void AddLength(int length)
    {
        _minLength = Math.Min(_minLength, length);
        _maxLength = Math.Max(_maxLength, length);
    }
}
