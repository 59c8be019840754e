namespace OpenPayments.Ingestion.Chunks;

/// <summary>Turns 64 rows of 64 bits into 64 columns of 64 bits, in place: bit c of word r becomes bit r of word c.</summary>
internal static class BitTranspose
{
    public static void Transpose(Span<ulong> words)
    {
        if (words.Length != 64) throw new ArgumentException("A block is 64 words.", nameof(words));
        var mask = 0x00000000FFFFFFFFUL;
        for (var width = 32; width > 0; width >>= 1, mask ^= mask << width)
        {
            for (var k = 0; k < 64; k = (k + width + 1) & ~width)
            {
                var swap = ((words[k] >> width) ^ words[k + width]) & mask;
                words[k] ^= swap << width;
                words[k + width] ^= swap;
            }
        }
    }
}
