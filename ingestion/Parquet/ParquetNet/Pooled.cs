using System.Numerics;
using System.Runtime.CompilerServices;

namespace OpenPayments.Ingestion.Parquet.ParquetNet;

/// <summary>An array that grows to the largest part its worker has seen, and stays. Its old content does not survive growing.</summary>
internal struct Pooled<T>
{
    private T[]? array;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T[] OfAtLeast(int length)
    {
        if (array is null || array.Length < length)
            array = new T[(int)Math.Min(BitOperations.RoundUpToPowerOf2((uint)length), (uint)Array.MaxLength)];
        return array;
    }
}
