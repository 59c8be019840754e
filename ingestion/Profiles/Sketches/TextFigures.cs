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
    public ulong Add(ReadOnlySpan<byte> text)
    {
        var hash = ColumnSketch.Hash(text);
        distinct.Add(hash);
        _bounds.Add(text);
        // A text of n bytes has n characters at most, and less than that only beyond ASCII: few have to be counted.
        if (text.Length > _maxLength || text.Length < _minLength || !Ascii.IsValid(text)) AddLength(Encoding.UTF8.GetCharCount(text));
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
