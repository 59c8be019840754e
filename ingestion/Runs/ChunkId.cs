using System.Globalization;

namespace OpenPayments.Ingestion.Runs;

/// <summary>One chunk of a file: the unit of work, retry and checkpoint.</summary>
public readonly record struct ChunkId(FileId File, int Index)
{
    /// <summary>The grain key: <c>2023/2025-01-30/general/00042</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{File}/{Index:D5}");

    public static ChunkId Parse(string key)
    {
        var slash = key.LastIndexOf('/');
        if (slash < 0 || !int.TryParse(key.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            throw new FormatException($"'{key}' is not a chunk id: expected YEAR/PUBLICATION/KIND/INDEX, such as 2023/2025-01-30/general/00042.");
        return new ChunkId(FileId.Parse(key[..slash]), index);
    }
}
