using OpenPayments.Ingestion.Profiles;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Client.Report;

/// <summary>The profile of a file's columns, with as many values of each as a page has room for.</summary>
internal static class ReportedProfile
{
    /// <summary>Null when the file was ingested by a version that took no profiles.</summary>
    public static async Task<FileProfile?> ReadAsync(IObjectStore store, FileManifest manifest, CancellationToken cancellation) =>
        await new FileProfiles(store).ReadAsync(manifest, cancellation) is { } profile
            ? profile with { Columns = [.. profile.Columns.Select(column => column with { TopValues = [.. column.TopValues.Take(ReportLimits.TopValues)] })] }
            : null;
}
