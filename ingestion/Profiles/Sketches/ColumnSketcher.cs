using System.Text;
using OpenPayments.Ingestion.Columns;
using OpenPayments.Ingestion.Parquet.Pages;

namespace OpenPayments.Ingestion.Profiles.Sketches;

/// <summary>
/// Sketches a column once it is complete. Counting its ids or numbers is all that is done for every row; the rest is done
/// once for every different value, which the column's builder has found already.
/// </summary>
internal sealed class ColumnSketcher
{
    private readonly TextTally _texts = new();
    private readonly NumberTally _numbers = new();

    public ColumnSketch Take(ColumnData column)
    {
        var sketch = new ColumnSketch(column.Name, column.Type) { ValueCount = column.ValueCount };
        if (column.ValueCount == 0) return sketch;
        if (column is TextColumnData texts) TakeTexts(texts, sketch);
        else TakeNumbers((NumberColumnData)column, sketch);
        return sketch;
    }

    private void TakeTexts(TextColumnData column, ColumnSketch sketch)
    {
        var counts = _texts.Take(column);
        var threshold = FrequencyThreshold.Of(counts);
        var listed = new List<(byte[], int)>();
        var bounds = new TextBounds();
        for (var i = 0; i < counts.Length; i++)
        {
            if (counts[i] == 0) continue;
            var text = column.GetText(i);
            sketch.Distinct.Add(ColumnSketch.Hash(text));
            bounds.Add(text);
            TakeLength(text, sketch);
            if (counts[i] >= threshold) listed.Add((text.ToArray(), counts[i]));
        }

        sketch.Min = bounds.Min.ToArray();
        sketch.Max = bounds.Max.ToArray();
        sketch.Frequent = FrequentValues.OfPart(listed, threshold - 1);
    }

    /// <summary>A text of n bytes has n characters at most, and less than that only beyond ASCII: few have to be counted.</summary>
    private static void TakeLength(ReadOnlySpan<byte> text, ColumnSketch sketch)
    {
        if (text.Length <= sketch.MaxLength && text.Length >= sketch.MinLength && Ascii.IsValid(text)) return;
        var length = Encoding.UTF8.GetCharCount(text);
        sketch.MinLength = Math.Min(sketch.MinLength, length);
        sketch.MaxLength = Math.Max(sketch.MaxLength, length);
    }

    private void TakeNumbers(NumberColumnData column, ColumnSketch sketch)
    {
        _numbers.Take(column.Values);
        ReadOnlySpan<long> numbers = _numbers.Numbers;
        ReadOnlySpan<int> counts = _numbers.Counts;
        var threshold = FrequencyThreshold.Of(counts);
        var listed = new List<(byte[], int)>();
        var (min, max) = (numbers[0], numbers[0]);
        Span<byte> key = stackalloc byte[NumberKey.LengthBytes];
        for (var i = 0; i < numbers.Length; i++)
        {
            NumberKey.Write(numbers[i], key);
            sketch.Distinct.Add(ColumnSketch.Hash(key));
            min = Math.Min(min, numbers[i]);
            max = Math.Max(max, numbers[i]);
            sketch.Quantiles?.Add(numbers[i], counts[i]);
            if (counts[i] >= threshold) listed.Add((key.ToArray(), counts[i]));
        }

        sketch.Min = NumberKey.Of(min);
        sketch.Max = NumberKey.Of(max);
        sketch.Frequent = FrequentValues.OfPart(listed, threshold - 1);
    }
}
