using System.Numerics;
using System.Runtime.CompilerServices;

namespace OpenPayments.Ingestion.Parquet.ParquetNet;

/// <summary>An array that grows to the largest part its worker has seen, and stays. Its old content does not survive growing.</summary>
internal struct Pooled<T>
{
    private T[]? _array;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T[] OfAtLeast(int length)
    {
        if (_array is null || _array.Length < length)
            _array = new T[(int)Math.Min(BitOperations.RoundUpToPowerOf2((uint)length), (uint)Array.MaxLength)];
        return _array;
    }
}
