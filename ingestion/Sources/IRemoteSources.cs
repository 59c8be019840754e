using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Sources;

/// <summary>Files that are not on this machine, by the text that names them, such as <c>s3://bucket/prefix/</c>. They are read where they are.</summary>
/// <remarks>Failures surface as <see cref="StoreException"/>.</remarks>
public interface IRemoteSources
{
    /// <summary>Whether a text that a user wrote names something here.</summary>
    bool Knows(string location);

    /// <summary>The file of that very name, or else all that is below it; nothing when there is neither.</summary>
    Task<IReadOnlyList<RemoteFile>> ListAsync(string location, CancellationToken cancellation = default);

    /// <summary>Null when there is no such file.</summary>
    Task<RemoteFile?> FindAsync(string location, CancellationToken cancellation = default);

    Task<IObjectReader> OpenAsync(string location, CancellationToken cancellation = default);
}

/// <param name="Location">Names this file and no other.</param>
/// <param name="ModifiedAt">To the second; with the length it tells an unchanged file without reading it.</param>
public sealed record RemoteFile(string Location, long LengthBytes, DateTimeOffset ModifiedAt);
