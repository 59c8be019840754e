using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace OpenPayments.Ingestion.Rules;

/// <summary>
/// Tells at one look that a text breaks no rule of its column, as nearly no text does. It errs to one side only: what it does
/// not pass is judged rule by rule.
/// </summary>
internal readonly struct TextScreen
{
    /// <summary>Longer texts are judged. So many bytes must be readable from a text's start.</summary>
    public const int MaxLengthBytes = 32;

    private const int NpiLength = 10, ZipLength = 5, LongZipLength = 10;

    private readonly TextShape _shape;
    private readonly int _maxLength;

    public TextScreen(ImmutableArray<TextCheck> checks)
    {
        _maxLength = MaxLengthBytes;
        _shape = TextShape.Words;
        foreach (var check in checks)
        {
            _maxLength = Math.Min(_maxLength, check.PassesUpTo);
            _shape = check.Passes == TextShape.Words || check.Passes == _shape ? _shape
                : _shape == TextShape.Words ? check.Passes
                : TextShape.None;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Passes(ref byte text, int length)
    {
        if ((uint)(length - 1) >= (uint)_maxLength) return false;
        var isText = Vector256.LessThan(Vector256<byte>.Indices, Vector256.Create((byte)length));
        var bytes = Vector256.ConditionalSelect(isText, Vector256.LoadUnsafe(ref text), Vector256.Create((byte)'0'));
        return _shape switch
        {
            TextShape.Words => AreAllWithin(bytes, (byte)' ', (byte)'~') && char.IsAsciiLetterOrDigit((char)text),
            TextShape.Digits => AreDigits(bytes),
            TextShape.Npi => length == NpiLength && text is (byte)'1' or (byte)'2' && AreDigits(bytes) && HasCheckDigit(bytes.GetLower()),
            TextShape.Zip => length == ZipLength ? AreDigits(bytes)
                : length == LongZipLength && bytes.GetElement(ZipLength) == '-' && AreDigits(bytes.WithElement(ZipLength, (byte)'0')),
            _ => false,
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool AreDigits(Vector256<byte> bytes) => AreAllWithin(bytes, (byte)'0', (byte)'9');

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool AreAllWithin(Vector256<byte> bytes, byte first, byte last) =>
        Vector256.LessThanOrEqualAll(bytes - Vector256.Create(first), Vector256.Create((byte)(last - first)));

    /// <summary>As <see cref="NationalProviderIdentifier.HasCheckDigit"/>, for ten digits with zeros behind them.</summary>
    private static bool HasCheckDigit(Vector128<byte> text)
    {
        var digits = text - Vector128.Create((byte)'0');
        var doubled = Vector128.Shuffle(Vector128.Create((byte)0, 2, 4, 6, 8, 1, 3, 5, 7, 9, 0, 0, 0, 0, 0, 0), digits);
        var isDoubled = Vector128.Create((ushort)0x00FF).AsByte();
        return (Vector128.Sum(Vector128.ConditionalSelect(isDoubled, doubled, digits)) + NationalProviderIdentifier.PrefixSum) % 10 == 0;
    }
}
