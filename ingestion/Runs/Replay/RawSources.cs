using OpenPayments.Ingestion.Sources;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Runs.Replay;

/// <summary>The raw zone of a lake as a place that sources are read from, wherever the lake is.</summary>
public sealed class RawSources(IObjectStore lake) : IRemoteSources
{
    private const string Prefix = "raw/";

    /// <summary>What a raw object is never written after, so that it has not changed since it was found.</summary>
    private static readonly DateTimeOffset ModifiedAt = DateTimeOffset.UnixEpoch;

    /// <summary>A recorded source, to be read from the raw zone.</summary>
    public static SourceFile Of(RunFile file) => file.Source with { Path = file.Landed!.RawKey, Entry = null, LengthBytes = file.Landed.LengthBytes, ModifiedAt = ModifiedAt };

    public bool Knows(string location) => location.StartsWith(Prefix, StringComparison.Ordinal);

    public async Task<IReadOnlyList<RemoteFile>> ListAsync(string location, CancellationToken cancellation = default) =>
        await FindAsync(location, cancellation) is { } file ? [file] : [];

    public async Task<RemoteFile?> FindAsync(string location, CancellationToken cancellation = default) =>
        await lake.GetLengthAsync(location, cancellation) is { } length ? new RemoteFile(location, length, ModifiedAt) : null;

    public Task<IObjectReader> OpenAsync(string location, CancellationToken cancellation = default) => lake.OpenAsync(location, cancellation);
}
