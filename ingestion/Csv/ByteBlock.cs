using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace OpenPayments.Ingestion.Csv;

/// <summary>64 bytes in vector registers; what is asked of them comes as one bit a byte.</summary>
internal unsafe interface IByteBlock<TSelf>
    where TSelf : struct, IByteBlock<TSelf>
{
    public const int LengthBytes = 64;

    static abstract TSelf Load(byte* bytes);

    ulong MaskOf(byte value);

    /// <summary>The bytes that are not ASCII.</summary>
    ulong HighMask { get; }
}

internal readonly unsafe struct ByteBlock512(Vector512<byte> bytes) : IByteBlock<ByteBlock512>
{
    private readonly Vector512<byte> _bytes = bytes;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ByteBlock512 Load(byte* bytes) => new(Vector512.Load(bytes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong MaskOf(byte value) => Vector512.Equals(_bytes, Vector512.Create(value)).ExtractMostSignificantBits();

    public ulong HighMask
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _bytes.ExtractMostSignificantBits();
    }
}

internal readonly unsafe struct ByteBlock256(Vector256<byte> low, Vector256<byte> high) : IByteBlock<ByteBlock256>
{
    private readonly Vector256<byte> _low = low, _high = high;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ByteBlock256 Load(byte* bytes) => new(Vector256.Load(bytes), Vector256.Load(bytes + 32));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong MaskOf(byte value) => Join(Vector256.Equals(_low, Vector256.Create(value)), Vector256.Equals(_high, Vector256.Create(value)));

    public ulong HighMask
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Join(_low, _high);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Join(Vector256<byte> low, Vector256<byte> high) =>
        low.ExtractMostSignificantBits() | (ulong)high.ExtractMostSignificantBits() << 32;
}
