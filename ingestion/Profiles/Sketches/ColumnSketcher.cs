using System.Runtime.CompilerServices;
using OpenPayments.Ingestion.Columns;

namespace OpenPayments.Ingestion.Profiles.Sketches;

/// <summary>
/// Sketches a column once it is complete. Counting its ids or numbers is all that is done for every row; the rest is done
/// once for every different value, which the column's builder has found already unless hardly any repeats.
/// </summary>
internal sealed class ColumnSketcher
{
    private const int BatchSize = 256;

    private readonly TextTally _texts = new();
    private readonly RepeatedTexts _repeated = new();
    private readonly NumberTally _numbers = new();
    private readonly ulong[] _hashes = new ulong[BatchSize];

    public ColumnSketch Take(ColumnData column)
    {
        var sketch = new ColumnSketch(column.Name, column.Type) { ValueCount = column.ValueCount };
        if (column.ValueCount == 0) return sketch;
        if (column is TextColumnData { IsDictionary: true } dictionary) TakeDictionary(dictionary, sketch);
        else if (column is TextColumnData texts) TakeTexts(texts, sketch);
        else TakeNumbers((NumberColumnData)column, sketch);
        return sketch;
    }

    private void TakeDictionary(TextColumnData column, ColumnSketch sketch)
    {
        var counts = _texts.Take(column);
        var threshold = FrequencyThreshold.Of(counts);
        var listed = new List<(byte[], int)>();
        var figures = new TextFigures();
        for (var i = 0; i < counts.Length; i++)
        {
            if (counts[i] == 0) continue;
            var text = column.GetText(i);
            sketch.Distinct.Add(figures.Add(text));
            if (counts[i] >= threshold) listed.Add((text.ToArray(), counts[i]));
        }

        figures.WriteTo(sketch);
        sketch.Frequent = FrequentValues.OfPart(listed, threshold - 1);
    }

    private void TakeTexts(TextColumnData column, ColumnSketch sketch)
    {
        _repeated.Begin(column.TextCount);
        var figures = new TextFigures();
        for (var first = 0; first < column.TextCount; first += BatchSize)
        {
            // Short loops over few texts: what one leaves the next finds in the cache.
            var batch = column.GetRun(first, Math.Min(BatchSize, column.TextCount - first));
            var hashes = _hashes.AsSpan(0, batch.Count);
            figures.Add(batch, hashes);
            sketch.Distinct.Add(hashes);
            _repeated.Add(hashes);
        }

        figures.WriteTo(sketch);
        sketch.Frequent = _repeated.List(column);
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
