using OpenPayments.Ingestion.Runs;

namespace OpenPayments.Ingestion.Sources;

/// <summary>One id, one file: copies of it are skipped, another file of the same id is an error.</summary>
internal static class SourceDuplicates
{
    private const int BufferBytes = 1 << 20;

    public static IReadOnlyList<SourceFile> Remove(IReadOnlyList<SourceFile> files, List<SkippedSource> skipped, SourceFiles opener, CancellationToken cancellation)
    {
        var first = new Dictionary<FileId, SourceFile>();
        foreach (var file in files)
        {
            if (first.TryAdd(file.Id, file)) continue;
            var kept = first[file.Id];
            if (!HaveSameBytes(kept, file, opener, cancellation))
                throw new InputException($"Two different files claim to be {file.Id}: {kept.Location} and {file.Location}. Keep the one that CMS published under this name, and move the other out of the way.");
            skipped.Add(new SkippedSource(file.Location, $"has the same bytes as {kept.Location}"));
        }

        return [.. first.Values.OrderBy(file => file.Id, SourceOrder.ById)];
    }

    private static bool HaveSameBytes(SourceFile left, SourceFile right, SourceFiles opener, CancellationToken cancellation)
    {
        if (left.LengthBytes != right.LengthBytes) return false;
        using var leftStream = SourceOpener.Open(left.Place, opener);
        using var rightStream = SourceOpener.Open(right.Place, opener);
        byte[] leftBytes = new byte[BufferBytes], rightBytes = new byte[BufferBytes];
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var leftCount = leftStream.ReadAtLeast(leftBytes, BufferBytes, throwOnEndOfStream: false);
            var rightCount = rightStream.ReadAtLeast(rightBytes, BufferBytes, throwOnEndOfStream: false);
            if (!leftBytes.AsSpan(0, leftCount).SequenceEqual(rightBytes.AsSpan(0, rightCount))) return false;
            if (leftCount < BufferBytes) return true;
        }
    }
}
