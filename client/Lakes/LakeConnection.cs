using OpenPayments.GrainInterfaces.States;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Sources;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Client.Lakes;

/// <summary>A lake and whoever works on it: this very process, or a cluster. Commands need not know which.</summary>
public abstract class LakeConnection(IObjectStore store, IRemoteSources remoteSources) : IAsyncDisposable
{
    public IObjectStore Store => store;

    /// <summary>Where sources on S3 are looked for.</summary>
    public IRemoteSources RemoteSources => remoteSources;

    /// <summary>A cluster goes on by itself when its client leaves; a silo within this process ends with it.</summary>
    public abstract bool GoesOnAlone { get; }

    /// <summary>Who writes the lake now, for people; null when nobody does.</summary>
    public abstract WriterDescription? FindWriter();

    /// <summary>What the coordinators keep of these files; of all that they know of when none is named. Starts nothing.</summary>
    public abstract Task<IReadOnlyList<FileMemory>> ReadFilesAsync(IReadOnlyCollection<FileId>? files, CancellationToken cancellation);

    /// <summary>
    /// The years whose last run has not ended and will not by itself: a process died in it, if only between its last file and its
    /// record. Starts nothing.
    /// </summary>
    public abstract IReadOnlySet<int> FindBrokenOffYears();

    /// <summary>Begins what can be done of <see cref="OpenGrainsAsync"/> before it is known whether there is work. Changes nothing.</summary>
    public virtual void PrepareGrains(int parallelism)
    {
    }

    /// <summary>The grains that do the work. Of the embedded mode they live until the connection is disposed.</summary>
    public abstract Task<IGrainFactory> OpenGrainsAsync(int parallelism, CancellationToken cancellation);

    /// <summary>The grains are no longer needed; who else may write the lake does not change.</summary>
    public virtual Task CloseGrainsAsync() => Task.CompletedTask;

    /// <summary>Keeps other writers out while this process changes the lake without grains; in a cluster conditional writes do that.</summary>
    public virtual IDisposable? LockWriting() => null;

    public abstract ValueTask DisposeAsync();
}

/// <summary>What is kept of one file.</summary>
/// <param name="ModifiedAt">When it was last written down.</param>
public sealed record FileMemory(FileId Id, FileState State, DateTimeOffset ModifiedAt);

/// <param name="ProcessId">Of the embedded mode.</param>
/// <param name="Cluster">Of the cluster mode.</param>
public sealed record WriterDescription(int? ProcessId, DateTimeOffset? StartedAt, string? Cluster, int? SiloCount);
