using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using OpenPayments.Client.Output;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Stores;
using OpenPayments.Storage.Local;

namespace OpenPayments.Client.Query;

/// <summary>
/// The folder in which DuckDB finds a lake's parts. Of a lake in a folder it is the lake; of one on S3, a cache: a part's key
/// is a function of its bytes' input, so what was fetched once is right for ever.
/// </summary>
public abstract class PartFolder(string path)
{
    public string Path => path;

    public static PartFolder Of(IObjectStore store, Terminal? terminal = null) => store is LocalObjectStore local ? new LakePartFolder(local) : new PartCache(store, terminal);

    /// <summary>Where a part is, or will be after <see cref="FetchAsync"/>.</summary>
    public abstract string PathOf(string key);

    /// <summary>Brings all parts whose path was asked for.</summary>
    public abstract Task FetchAsync(CancellationToken cancellation);
}

internal sealed class LakePartFolder(LocalObjectStore store) : PartFolder(store.Location)
{
    public override string PathOf(string key) => store.PathOf(key);

    public override Task FetchAsync(CancellationToken cancellation) => Task.CompletedTask;
}

internal sealed class PartCache(IObjectStore store, Terminal? terminal) : PartFolder(FolderOf(store.Location))
{
    private const int FetchesAtOnce = 4;
    private const int BufferBytes = 1 << 20;

    private readonly ConcurrentDictionary<string, byte> _missing = new();

    public override string PathOf(string key)
    {
        var file = System.IO.Path.Combine(Path, key);
        if (!File.Exists(file)) _missing.TryAdd(key, 0);
        return file;
    }

    public override async Task FetchAsync(CancellationToken cancellation)
    {
        if (_missing.IsEmpty) return;
        if (terminal is not null) await terminal.Error.WriteLineAsync($"Fetching {Figures.Number(_missing.Count, "part")} of {store.Location} into {Path}, where the next query finds them.");
        var options = new ParallelOptions { MaxDegreeOfParallelism = FetchesAtOnce, CancellationToken = cancellation };
        await Parallel.ForEachAsync(_missing.Keys, options, async (key, token) => await FetchAsync(key, token));
        _missing.Clear();
    }

    private async Task FetchAsync(string key, CancellationToken cancellation)
    {
        var file = System.IO.Path.Combine(Path, key);
        // A name of its own, then put in place whole: several queries may fetch the same part.
        var temporary = $"{file}.{Guid.NewGuid():N}";
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
            using (var part = await store.OpenAsync(key, cancellation))
                Copy(part, temporary, cancellation);
            File.Move(temporary, file, overwrite: true);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or (IOException and not StoreException))
        {
            throw new InputException($"The parts of {store.Location} cannot be kept in {Path} ({e.Message}): make room there, or name another folder with $XDG_CACHE_HOME.", e);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static void Copy(IObjectReader part, string path, CancellationToken cancellation)
    {
        using var output = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        part.Announce(0, part.LengthBytes);
        var buffer = new byte[BufferBytes];
        for (var offset = 0L; offset < part.LengthBytes;)
        {
            cancellation.ThrowIfCancellationRequested();
            var count = part.Read(offset, buffer);
            if (count == 0) throw new StoreException($"A part ended at byte {offset} of {part.LengthBytes}: run verify to see what is wrong with the lake.");
            output.Write(buffer, 0, count);
            offset += count;
        }
    }

    private static string FolderOf(string location)
    {
        var home = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache
            ? cache
            : System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(location)))[..16];
        return System.IO.Path.Combine(home, "openpayments", "parts", name);
    }
}
