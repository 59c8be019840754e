
namespace OpenPayments.Ingestion.Reconciliation.Content;

/// <summary>
/// Finds equal record ids among any number of records in bounded memory: ids are sorted by their hash in runs of fixed size,
/// full runs go to temporary files, and all runs are merged once. What comes out does not depend on the order of what went in.
/// </summary>
internal sealed class RecordIdIndex : IDisposable
{
    /// <summary>32 MiB of entries.</summary>
    public const int DefaultRunCapacity = 1 << 20;

    private readonly Lock _lock = new();
    private readonly int _runCapacity;
    private readonly List<string> _spilled = [];
    private readonly Lazy<DirectoryInfo> _folder = new(() => Directory.CreateTempSubdirectory("openpayments-ids-"));
    private RecordIdEntry[] _run;
    private int _count;

    public RecordIdIndex(int runCapacity = DefaultRunCapacity)
    {
        _runCapacity = runCapacity;
        _run = new RecordIdEntry[Math.Min(runCapacity, 1024)];
    }

    public int SpilledRunCount => _spilled.Count;

    public void Add(RecordIdRun ids)
    {
        lock (_lock)
        {
            foreach (var entry in ids.Entries)
            {
                if (_count == _runCapacity) Spill();
                if (_count == _run.Length) Array.Resize(ref _run, Math.Min(_runCapacity, _count * 2));
                _run[_count++] = entry;
            }
        }
    }

    /// <summary>Each record whose id has the hash of an earlier one, with the first of them; by hash, then in the order of the file.</summary>
    public IEnumerable<(RecordIdEntry First, RecordIdEntry Later)> FindEqual()
    {
        RecordIdEntry? first = null;
        foreach (var entry in Merge())
        {
            if (first is { } known && known.Hash == entry.Hash) yield return (known, entry);
            else first = entry;
        }
    }

    public void Dispose()
    {
        if (_folder.IsValueCreated) _folder.Value.Delete(recursive: true);
    }

    private void Spill()
    {
        Array.Sort(_run, 0, _count);
        var path = Path.Combine(_folder.Value.FullName, $"{_spilled.Count}.run");
        using (var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 20))
        {
            Span<byte> bytes = stackalloc byte[RecordIdEntry.SizeBytes];
            foreach (var entry in _run.AsSpan(0, _count))
            {
                entry.Write(bytes);
                file.Write(bytes);
            }
        }

        _spilled.Add(path);
        _count = 0;
    }

    private IEnumerable<RecordIdEntry> Merge()
    {
        Array.Sort(_run, 0, _count);
        var runs = _spilled.Select(ReadRun).Append(_run.Take(_count)).Select(run => run.GetEnumerator()).ToList();
        try
        {
            var next = new PriorityQueue<IEnumerator<RecordIdEntry>, RecordIdEntry>();
            foreach (var run in runs)
                if (run.MoveNext())
                    next.Enqueue(run, run.Current);
            while (next.TryPeek(out var run, out var entry))
            {
                yield return entry;
                if (run.MoveNext()) next.DequeueEnqueue(run, run.Current);
                else next.Dequeue();
            }
        }
        finally
        {
            foreach (var run in runs) run.Dispose();
        }
    }

    private static IEnumerable<RecordIdEntry> ReadRun(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 64 << 10);
        var bytes = new byte[RecordIdEntry.SizeBytes];
        while (file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length)
            yield return RecordIdEntry.Read(bytes);
    }
}
