using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using OpenPayments.GrainInterfaces.States;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Stores;
using OpenPayments.Orleans.Sqlite;
using OpenPayments.Silo;
using OpenPayments.Storage.S3;

namespace OpenPayments.Client.Lakes;

/// <summary>A lake in a folder of this machine. State is read from its database, beside a process that may be writing it; a silo is started only for work.</summary>
public sealed class EmbeddedLake(IObjectStore store, TimeProvider time) : LakeConnection(store, new S3Sources(S3StoreOptions.FromEnvironment()))
{
    private EmbeddedSilo? _silo;

    static EmbeddedLake() => LakeJson.Add(StateContracts.Default);

    public override bool GoesOnAlone => false;

    public override WriterDescription? FindWriter() =>
        WriterLock.FindWriter(Store.Location) is { } writer ? new WriterDescription(writer.ProcessId, writer.StartedAt, null, null) : null;

    public override Task<IReadOnlyList<FileMemory>> ReadFilesAsync(IReadOnlyCollection<FileId>? files, CancellationToken cancellation)
    {
        using var reader = GrainStateReader.Open(LakeFolder.StatePath(Store.Location));
        return Task.FromResult<IReadOnlyList<FileMemory>>(
            [.. reader?.ReadAll<FileState>(FileState.Name, FileState.Name).Select(file => new FileMemory(FileId.Parse(file.Key), file.State, file.ModifiedAt)) ?? []]);
    }

    public override IReadOnlySet<int> FindBrokenOffYears()
    {
        using var reader = GrainStateReader.Open(LakeFolder.StatePath(Store.Location));
        return (reader?.ReadAll<YearState>(YearState.Name, YearState.Name) ?? [])
            .Where(year => year.State is { Request: not null, Outcome: null })
            .Select(year => int.Parse(year.Key, CultureInfo.InvariantCulture))
            .ToHashSet();
    }

    public override void PrepareGrains(int parallelism) => _silo ??= EmbeddedSilo.Prepare(
        new EmbeddedSiloOptions { LakePath = Store.Location, Parallelism = parallelism },
        services => services.AddSingleton<IFileStages>(_ => new FileStages(Store, time, RemoteSources)));

    public override async Task<IGrainFactory> OpenGrainsAsync(int parallelism, CancellationToken cancellation)
    {
        PrepareGrains(parallelism);
        await _silo!.StartAsync(cancellation);
        return _silo.Grains;
    }

    public override Task CloseGrainsAsync() => _silo?.StopAsync() ?? Task.CompletedTask;

    public override IDisposable LockWriting() => WriterLock.Take(Store.Location);

    public override ValueTask DisposeAsync() => _silo?.DisposeAsync() ?? ValueTask.CompletedTask;
}
