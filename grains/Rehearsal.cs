using System.Text;
using OpenPayments.GrainInterfaces;
using OpenPayments.GrainInterfaces.States;
using OpenPayments.Grains.Files;
using OpenPayments.Grains.Years;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Sources;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Grains;

/// <summary>
/// A whole run over the first records of a file, from its request to its record, in memory and thrown away. What a run needs is loaded
/// and compiled by it, on a core that has nothing to do while the silo starts. Nothing comes of it that anybody sees.
/// </summary>
public sealed class Rehearsal
{
    private const string Name = "rehearsal";
    private const int HeadBytes = 256 << 10;

    /// <summary>One cell is no record: quarantine has its rehearsal too.</summary>
    private static readonly byte[] RejectedRecord = Encoding.ASCII.GetBytes($"{Name}\n");

    private static int _hasBegun;

    private readonly TimeProvider _time = TimeProvider.System;
    private readonly LakeJsonStateSerializer _states = new();
    private readonly MemoryStore _store = new();
    private readonly SourceFile _source;
    private readonly IngestionSettings _settings;

    internal Rehearsal(SourceFile source, byte[] head, IngestionSettings settings)
    {
        _store.Objects[source.Path] = head;
        _source = source with { LengthBytes = head.Length };
        // The totals of a head are not those of its file, which is no reason to end before publishing.
        _settings = settings with { Validation = settings.Validation with { ReadBack = false, AcceptReason = Name } };
    }

    /// <summary>
    /// Begins where there is a core for it and a CSV file on this machine, once in a process: what is compiled stays so. Ends by itself:
    /// nobody waits for it.
    /// </summary>
    public static void Begin(IEnumerable<SourceFile> sources, IngestionSettings settings)
    {
        if (Environment.ProcessorCount == 1 || sources.FirstOrDefault(source => source.Entry is null && File.Exists(source.Path)) is not { } file) return;
        if (Interlocked.Exchange(ref _hasBegun, 1) == 1) return;
        _ = Task.Run(async () =>
        {
            try
            {
                await new Rehearsal(file, await ReadHeadAsync(file.Path), settings).RunAsync();
            }
            catch (Exception)
            {
                // Whatever is wrong with the file, the run will meet it and tell.
            }
        });
    }

    /// <summary>Whole lines. A line end within a cell makes one more record that is rejected, or none that can be read, and that ends the rehearsal.</summary>
    internal static async Task<byte[]> ReadHeadAsync(string path)
    {
        await using var file = File.OpenRead(path);
        var head = new byte[HeadBytes];
        var length = await file.ReadAtLeastAsync(head, HeadBytes, throwOnEndOfStream: false);
        return [.. head.AsSpan(0, head.AsSpan(0, length).LastIndexOf((byte)'\n') + 1), .. RejectedRecord];
    }

    internal async Task<MemoryStore> RunAsync()
    {
        var request = new IngestRequest(Name, [_source], _settings, Force: false, Requester.Current);
        var year = new YearState { Request = request, Files = YearFiles.Waiting(request), StartedAt = _time.GetUtcNow() };
        _states.Serialize(year);
        _states.Serialize(new FileState { Work = new FileWork(Name, _source, _settings, Force: false) });

        using var stages = new FileStages(_store, _time, new Head(_store, _source.ModifiedAt));
        var landed = await stages.LandAsync(_source, _settings, copiedBytes: null, slots: null, CancellationToken.None);
        _states.Serialize(LandingState.Of(Name, landed));
        var chunks = new ChunkResult[landed.Chunks.Length];
        for (var i = 0; i < chunks.Length; i++) chunks[i] = await stages.ProcessChunkAsync(landed, i, _settings, computed: null, CancellationToken.None);
        _states.Serialize(new ChunkState { Result = chunks[0] });

        var report = await stages.ValidateAsync(landed, chunks, _settings, CancellationToken.None);
        await stages.PublishAsync(landed, chunks, report, _settings, Name, CancellationToken.None);
        var published = year.Files[0].Ended(FileOutcome.Published, error: null, _time.GetUtcNow()) with { Summary = FileSummaries.Of(_source, landed, chunks, report) };
        year = year with { Files = [published], FinishedAt = _time.GetUtcNow() };
        _states.Serialize(year);
        await new RunRecorder(_store, _time).RecordAsync(RunRecordOf.Year(_source.Id.ProgramYear, year, stages));
        return _store;
    }

    /// <summary>The head, where the stages expect its file.</summary>
    private sealed class Head(MemoryStore store, DateTimeOffset modifiedAt) : IRemoteSources
    {
        public bool Knows(string location) => true;

        public Task<IReadOnlyList<RemoteFile>> ListAsync(string location, CancellationToken cancellation = default) => throw new NotSupportedException("Nothing is looked for in a rehearsal.");

        public async Task<RemoteFile?> FindAsync(string location, CancellationToken cancellation = default) =>
            await store.GetLengthAsync(location, cancellation) is { } length ? new RemoteFile(location, length, modifiedAt) : null;

        public Task<IObjectReader> OpenAsync(string location, CancellationToken cancellation = default) => store.OpenAsync(location, cancellation);
    }
}
