namespace OpenPayments.Client.Settings;

/// <summary>Chunk sizes that work: a smaller one would drown in parts, a larger one would not fit the 2 GiB that a buffer can be.</summary>
public static class ChunkSizes
{
    public const long Least = 1L << 10;

    public const long Most = 1L << 30;

    public static bool TryParse(string text, out long bytes) => ByteSize.TryParse(text, out bytes) && bytes is >= Least and <= Most;

    public static string Complaint(string text) =>
        $"'{text}' is not a chunk size: write {ByteSize.Form}, from {ByteSize.Format(Least)} to {ByteSize.Format(Most)}.";
}
