using System.IO.Hashing;

namespace OpenPayments.Ingestion.Profiles.Sketches;

/// <summary>Values as bytes, compared byte by byte.</summary>
internal sealed class ValueComparer : IEqualityComparer<byte[]>, IComparer<byte[]>
{
    public static ValueComparer Instance { get; } = new();

    public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

    public int GetHashCode(byte[] obj) => (int)XxHash3.HashToUInt64(obj);

    public int Compare(byte[]? x, byte[]? y) => x.AsSpan().SequenceCompareTo(y);
}
