using System.Numerics;
using System.Runtime.InteropServices;

namespace OpenPayments.Ingestion.Parquet;

/// <summary>The smallest and the largest of some numbers.</summary>
public readonly record struct NumberRange(long Min, long Max)
{
    /// <param name="values">At least one.</param>
    public static NumberRange Of(ReadOnlySpan<long> values)
    {
        var blocks = MemoryMarshal.Cast<long, Vector<long>>(values);
        Vector<long> mins = new(values[0]), maxs = mins;
        foreach (var block in blocks)
        {
            mins = Vector.Min(mins, block);
            maxs = Vector.Max(maxs, block);
        }

        var (min, max) = (values[0], values[0]);
        for (var lane = 0; lane < Vector<long>.Count; lane++)
        {
            min = Math.Min(min, mins[lane]);
            max = Math.Max(max, maxs[lane]);
        }

        foreach (var value in values[(blocks.Length * Vector<long>.Count)..])
        {
            min = Math.Min(min, value);
            max = Math.Max(max, value);
        }

        return new NumberRange(min, max);
    }
}
