using System.IO.Enumeration;
using System.Security.Cryptography;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Storage.Local;

/// <summary>
/// A lake in a folder. An object is first a temporary file in the lake's private folder, is flushed, and then gets its name
/// in one atomic step, so that any number of processes may read and write the same lake at once.
/// Needs a POSIX file system with hard links, all of the lake on the same one.
/// </summary>
public sealed class LocalObjectStore : IObjectStore
{
    private readonly string _temporaryFolder;

    /// <param name="folder">Made with the first object that is written; until then the lake is empty.</param>
    public LocalObjectStore(string folder)
    {
        Location = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        _temporaryFolder = Path.Combine(Location, ObjectKey.PrivateFolder, "tmp");
        TemporaryFile.RemoveAbandoned(_temporaryFolder);
    }

    public string Location { get; }

    /// <summary>Where an object's file is, for programs that read files by their own means.</summary>
    public string PathOf(string key)
    {
        ObjectKey.Validate(key);
        return Path.Combine(Location, key);
    }

    public Task<long?> GetLengthAsync(string key, CancellationToken cancellation = default)
    {
        var file = new FileInfo(PathOf(key));
        return Reading(key, () => file.Exists ? file.Length : (long?)null);
    }

    public Task<byte[]?> ReadAsync(string key, CancellationToken cancellation = default)
    {
        var path = PathOf(key);
        return Task.Run(() => Reading(key, () => OrNullWhenAbsent(() => File.ReadAllBytes(path))), cancellation);
    }

    public Task<IObjectReader> OpenAsync(string key, CancellationToken cancellation = default)
    {
        var path = PathOf(key);
        return Reading(key, () =>
        {
            var handle = OrNullWhenAbsent(() => File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete))
                ?? throw new StoreException($"{key} is missing in the lake {Location}: run the ingest again to write it anew, or restore the lake from a copy.");
            return (IObjectReader)new LocalObjectReader(Location, key, handle);
        });
    }

    public Task PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation = default) =>
        WritingAsync(key, content, static (file, path) =>
        {
            file.Replace(path);
            return true;
        }, cancellation);

    public Task<bool> PutIfAbsentAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation = default) =>
        File.Exists(PathOf(key)) ? Task.FromResult(false) : WritingAsync(key, content, static (file, path) => file.TryCommit(path), cancellation);

    public async Task<ObjectVersion?> ReadVersionAsync(string key, CancellationToken cancellation = default) =>
        await ReadAsync(key, cancellation) is { } content ? new ObjectVersion(content, MarkOf(content)) : null;

    public Task<bool> ReplaceAsync(string key, ObjectVersion? seen, ReadOnlyMemory<byte> content, CancellationToken cancellation = default) =>
        seen is null ? PutIfAbsentAsync(key, content, cancellation) : WritingAsync(key, content, (file, path) =>
        {
            using var swap = SwapLock.Take(Path.Combine(Location, ObjectKey.PrivateFolder), cancellation);
            if (OrNullWhenAbsent(() => File.ReadAllBytes(path)) is not { } now || MarkOf(now) != seen.Mark) return false;
            file.Replace(path);
            return true;
        }, cancellation);

    public Task<IObjectWriter> CreateAsync(string key, CancellationToken cancellation = default)
    {
        var path = PathOf(key);
        return Writing(key, () => (IObjectWriter)new LocalObjectWriter(Location, key, path, CreateTemporary(path)));
    }

    public Task<IUnnamedObject?> CreateUnnamedAsync(CancellationToken cancellation = default) =>
        Writing<IUnnamedObject?>(UnnamedObject.Name, () => new UnnamedObject(this, CreateTemporary()));

    public Task DeleteAsync(string key, CancellationToken cancellation = default)
    {
        var path = PathOf(key);
        return Writing(key, () =>
        {
            if (!File.Exists(path)) return false;
            File.Delete(path);
            Posix.SyncFolder(Path.GetDirectoryName(path)!);
            return true;
        });
    }

    public IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellation = default)
    {
        var folder = Path.Combine(Location, prefix[..(prefix.LastIndexOf('/') + 1)]);
        if (prefix.Length > 0) ObjectKey.Validate(prefix.TrimEnd('/'));
        return (Directory.Exists(folder) ? ListFolder(folder, prefix) : []).ToAsyncEnumerable();
    }

    private IEnumerable<string> ListFolder(string folder, string prefix)
    {
        var privateFolder = Path.Combine(Location, ObjectKey.PrivateFolder);
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None };
        var keys = new FileSystemEnumerable<string>(folder, (ref entry) => Path.GetRelativePath(Location, entry.ToFullPath()), options)
        {
            ShouldIncludePredicate = (ref entry) => !entry.IsDirectory,
            ShouldRecursePredicate = (ref entry) => entry.ToFullPath() != privateFolder,
        };
        return keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal));
    }

    /// <summary>A file has no version of its own: its content is one. Who puts back what was there before has changed nothing.</summary>
    private static string MarkOf(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private Task<bool> WritingAsync(string key, ReadOnlyMemory<byte> content, Func<TemporaryFile, string, bool> commit, CancellationToken cancellation)
    {
        var path = PathOf(key);
        return Task.Run(() => Writing(key, () =>
        {
            using var file = CreateTemporary(path);
            RandomAccess.Write(file.Handle, content.Span, 0);
            return commit(file, path);
        }), cancellation);
    }

    private TemporaryFile CreateTemporary(string objectPath)
    {
        CreateFolder(Path.GetDirectoryName(objectPath)!);
        return CreateTemporary();
    }

    private TemporaryFile CreateTemporary()
    {
        CreateFolder(_temporaryFolder);
        return TemporaryFile.Create(_temporaryFolder);
    }

    /// <summary>Makes a folder and those above it, each durable in the one it stands in.</summary>
    private static void CreateFolder(string folder)
    {
        if (Directory.Exists(folder)) return;
        var parent = Path.GetDirectoryName(folder);
        if (parent is not null) CreateFolder(parent);
        Directory.CreateDirectory(folder);
        if (parent is not null) Posix.SyncFolder(parent);
    }

    private Task<T> Reading<T>(string key, Func<T> read)
    {
        try
        {
            return Task.FromResult(read());
        }
        catch (Exception failure) when (LocalErrors.IsStorageTrouble(failure))
        {
            return Task.FromException<T>(LocalErrors.Read(Location, key, failure));
        }
    }

    private Task<T> Writing<T>(string key, Func<T> write)
    {
        try
        {
            return Task.FromResult(write());
        }
        catch (Exception failure) when (LocalErrors.IsStorageTrouble(failure))
        {
            return Task.FromException<T>(LocalErrors.Write(Location, key, failure));
        }
    }

    private static T? OrNullWhenAbsent<T>(Func<T> read) where T : class
    {
        try
        {
            return read();
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private sealed class UnnamedObject(LocalObjectStore store, TemporaryFile file) : IUnnamedObject
    {
        /// <summary>For messages.</summary>
        public const string Name = "a temporary file";

        private readonly DirectWrites _writes = new(file.Handle);
        private long _lengthBytes;

        public async Task AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation = default)
        {
            try
            {
                await _writes.WriteAsync(bytes, _lengthBytes, cancellation);
                _lengthBytes += bytes.Length;
            }
            catch (Exception failure) when (LocalErrors.IsStorageTrouble(failure))
            {
                throw LocalErrors.Write(store.Location, Name, failure);
            }
        }

        public Task FlushAsync(CancellationToken cancellation = default) => Task.Run(() => store.Writing(Name, () =>
        {
            RandomAccess.FlushToDisk(file.Handle);
            return true;
        }), cancellation);

        public Task PutAsync(string key, CancellationToken cancellation = default)
        {
            var path = store.PathOf(key);
            return Task.Run(() => store.Writing(key, () =>
            {
                CreateFolder(Path.GetDirectoryName(path)!);
                file.Replace(path);
                return true;
            }), cancellation);
        }

        public void Dispose() => file.Dispose();
    }
}
