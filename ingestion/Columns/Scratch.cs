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
}
