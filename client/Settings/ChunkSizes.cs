namespace OpenPayments.Client.Settings;

/// <summary>Chunk sizes that work: a smaller one would drown in parts, a larger one would not fit the 2 GiB that a buffer can be.</summary>
public static class ChunkSizes
{
    public const long Least = 1L << 10;

    public const long Most = 1L << 30;

    public static bool Contains(long bytes) => bytes is >= Least and <= Most;
}
