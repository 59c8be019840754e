using System.Security.Cryptography;
using System.Text;

namespace OpenPayments.Ingestion;

/// <summary>A UUID that is a function of a name (version 8 of RFC 9562, from a SHA-256).</summary>
internal static class NamedGuid
{
    public static Guid Of(string name)
    {
        Span<byte> hash = SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16);
        hash[6] = (byte)(0x80 | (hash[6] & 0x0F));
        hash[8] = (byte)(0x80 | (hash[8] & 0x3F));
        return new Guid(hash, bigEndian: true);
    }
}
