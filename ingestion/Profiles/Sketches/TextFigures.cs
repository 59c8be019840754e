using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using OpenPayments.Ingestion.Columns;
using OpenPayments.Ingestion.Parquet.Pages;

namespace OpenPayments.Ingestion.Profiles.Sketches;

/// <summary>Bounds and lengths of the texts of a column, each of which is seen once.</summary>
internal ref struct TextFigures()
{
    private TextBounds _bounds;
    private int _minLength = int.MaxValue;
    private int _maxLength;

    /// <summary>Returns the text's hash.</summary>
    public ulong Add(ReadOnlySpan<byte> text)
    {
        _bounds.Add(text);
        if (text.Length > _maxLength || text.Length < _minLength || !Ascii.IsValid(text)) AddLength(text);
        return ColumnSketch.Hash(text);
    }

    /// <summary>Adds texts that stand one after another.</summary>
    /// <param name="hashes">Gets one for each text.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(TextRun run, Span<ulong> hashes)
    {
        var isAscii = Ascii.IsValid(run.Bytes);
        ref var bytes = ref MemoryMarshal.GetReference(run.Bytes);
        var ends = run.Ends;
        hashes = hashes[..ends.Length];
        var end = run.Origin;
        for (var i = 0; i < ends.Length; i++)
        {
            var text = MemoryMarshal.CreateReadOnlySpan(ref bytes, ends[i] - end);
            hashes[i] = ColumnSketch.Hash(text);
            _bounds.Add(text);
            if (text.Length > _maxLength || text.Length < _minLength || !isAscii) AddLength(text);
            bytes = ref Unsafe.Add(ref bytes, text.Length);
            end = ends[i];
        }
    }

    /// <summary>At least one text was added.</summary>
    public readonly void WriteTo(ColumnSketch sketch)
    {
        sketch.Min = _bounds.Min.ToArray();
        sketch.Max = _bounds.Max.ToArray();
        sketch.MinLength = _minLength;
        sketch.MaxLength = _maxLength;
    }

    /// <summary>A text of n bytes has n characters at most, and less than that only beyond ASCII: few have to be counted.</summary>
    private void AddLength(ReadOnlySpan<byte> text)
    {
        var length = Encoding.UTF8.GetCharCount(text);
        _minLength = Math.Min(_minLength, length);
        _maxLength = Math.Max(_maxLength, length);
    }
}
