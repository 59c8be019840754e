namespace OpenPayments.Ingestion.Parquet;

/// <summary>The smallest and the largest of some numbers.</summary>
public readonly record struct NumberRange(long Min, long Max)
{
    /// <param name="values">At least one.</param>
    public static NumberRange Of(ReadOnlySpan<long> values)
    {
        var min = values[0];
        var max = values[0];
        foreach (var value in values)
        {
            min = Math.Min(min, value);
            max = Math.Max(max, value);
        }

        return new NumberRange(min, max);
    }
}
