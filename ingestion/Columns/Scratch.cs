using System.Numerics;

namespace OpenPayments.Ingestion.Columns;

/// <summary>Buffers that are kept from one part to the next.</summary>
internal static class Scratch
{
    /// <summary>
    /// Makes a buffer long enough, and somewhat longer: parts differ by little, and each large array that is given up brings the next collection
    /// of all memory nearer. What was in it is lost.
    /// </summary>
    public static void Ensure<T>(ref T[] buffer, int length)
    {
        if (buffer.Length < length) buffer = new T[BitOperations.RoundUpToPowerOf2((uint)length)];
    }

    /// <summary>
    /// Makes a buffer longer that is being filled, and at once as long as it is likely to become: by doubling, what is given up on the way would be as much
    /// memory as what is kept, and memory that is touched for the first time is slow.
    /// </summary>
    /// <param name="usedLength">What was in it so far is kept.</param>
    public static void Grow<T>(ref T[] buffer, int usedLength, int neededLength, int likelyLength)
    {
        if (buffer.Length >= neededLength) return;
        var length = BitOperations.RoundUpToPowerOf2((uint)Math.Max(neededLength, likelyLength));
        var grown = GC.AllocateUninitializedArray<T>((int)Math.Min(length, (uint)Array.MaxLength));
        buffer.AsSpan(0, usedLength).CopyTo(grown);
        buffer = grown;
    }
}
