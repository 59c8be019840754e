using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Client.Report;

/// <summary>A file that was ingested last and is not what the lake has published of it.</summary>
public sealed record StagedFile(FileManifest Manifest)
{
    public static async Task<IReadOnlyList<StagedFile>> ListAsync(IObjectStore store, int programYear, CancellationToken cancellation)
    {
        var (staged, published) = (new FileManifests(store, isStaged: true), new FileManifests(store));
        var files = new List<StagedFile>();
        foreach (var file in (await staged.ListAsync(cancellation)).Where(file => file.ProgramYear == programYear))
            if (await staged.ReadAsync(file, cancellation) is { } candidate && (await published.ReadAsync(file, cancellation))?.HasSamePartsAs(candidate) != true)
                files.Add(new StagedFile(candidate));
        return files;
    }
}
