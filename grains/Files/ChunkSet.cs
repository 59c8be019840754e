using System.Collections.Immutable;

namespace OpenPayments.Grains.Files;

/// <summary>A set of chunk indexes, one bit each, lowest bit first.</summary>
internal static class ChunkSet
{
    public static ImmutableArray<byte> Empty(int chunkCount) => [.. new byte[(chunkCount + 7) / 8]];

    public static bool Has(this ImmutableArray<byte> set, int index) => (set[index / 8] >> (index % 8) & 1) == 1;

    public static ImmutableArray<byte> With(this ImmutableArray<byte> set, int index) =>
        set.SetItem(index / 8, (byte)(set[index / 8] | 1 << (index % 8)));
}
