using OpenPayments.Ingestion.Reconciliation.Summaries;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Sources;

/// <summary>
/// Finds the Open Payments files in what the user named: folders with all that is under them, CSV files, zip archives, on this
/// machine or not. All are read where they are. The same paths give the same findings in the same order.
/// </summary>
public sealed class SourceFinder
{
    /// <summary>A lake keeps this folder at its root; its raw zone holds copies of sources, which are no sources.</summary>
    private const string LakeMark = ".openpayments";

    /// <summary>Likewise in a store that keeps no such folder.</summary>
    private const string RawZone = "raw/kind=";

    private readonly SourceIdentifier _identifier;
    private readonly SourceFiles _opener;
    private readonly SourceFilter _filter;
    private readonly CancellationToken _cancellation;
    private readonly List<SourceFile> _files = [];
    private readonly List<SummarySource> _summaries = [];
    private readonly List<SkippedSource> _skipped = [];

    private SourceFinder(SourceFilter filter, IRemoteSources? remote, CancellationToken cancellation)
    {
        _opener = new SourceFiles(remote);
        _filter = filter;
        _cancellation = cancellation;
        _identifier = new SourceIdentifier(filter);
    }

    /// <summary>Throws <see cref="InputException"/> for a path without any Open Payments file, and for whatever claims to be one and cannot be used.</summary>
    public static Task<SourceFindings> FindAsync(IReadOnlyList<string> paths, SourceFilter filter, CancellationToken cancellation = default) =>
        FindAsync(paths, filter, null, cancellation);

    /// <param name="remote">Needed for paths that are not on this machine.</param>
    public static Task<SourceFindings> FindAsync(IReadOnlyList<string> paths, SourceFilter filter, IRemoteSources? remote, CancellationToken cancellation = default) =>
        Task.Run(() => new SourceFinder(filter, remote, cancellation).Find(paths), cancellation);

    /// <summary>The summary file of CMS that a path names; null when it names something else.</summary>
    public static SummarySource? FindSummary(string path)
    {
        if (!File.Exists(path) || !IsCsv(path)) return null;
        var finder = new SourceFinder(SourceFilter.All, null, CancellationToken.None);
        using (var stream = finder._opener.Open(path))
            if (SummaryForm.Match(SourceHead.Read(stream).Header) is null)
                return null;
        finder.LookAt(new FileInfo(Path.GetFullPath(path)), isNamed: true);
        return finder._summaries.Single();
    }

    private SourceFindings Find(IReadOnlyList<string> paths)
    {
        foreach (var path in paths.Select(ToFullPath).Distinct(StringComparer.Ordinal))
        {
            var countBefore = _files.Count + _summaries.Count;
            if (_opener.RemoteOf(path) is { } place) LookAtRemote(place, path);
            else if (Directory.Exists(path)) LookIntoFolder(new DirectoryInfo(path));
            else if (File.Exists(path)) LookAt(new FileInfo(path), isNamed: true);
            else throw new InputException($"There is no file or folder {path}. Check the path.");

            if (_files.Count + _summaries.Count == countBefore)
                throw new InputException($"There is no Open Payments file in {path}. Name a folder or a zip archive with CSV files that CMS published, such as OP_DTL_GNRL_PGYR2023_P01302025.csv.");
        }

        var distinct = _files.DistinctBy(file => (file.Path, file.Entry)).ToList();
        var wanted = distinct.Where(IsWanted).ToList();
        if (wanted.Count == 0 && distinct.Count > 0)
            throw new InputException($"None of the {distinct.Count} Open Payments files found is one that you asked for. Found: {string.Join(", ", distinct.Select(file => file.Id).Order(SourceOrder.ById).Distinct())}.");
        return new SourceFindings(SourceDuplicates.Remove(wanted, _skipped, _opener, _cancellation), [.. _summaries.Where(IsWanted).DistinctBy(summary => summary.Place)], _skipped);
    }

    private string ToFullPath(string path) => path.Length > 0
        ? _opener.RemoteOf(path) is not null ? path : Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))
        : throw new InputException("A path is empty. Name a folder, a CSV file or a zip archive; a variable of the shell may be unset.");

    private bool IsWanted(SourceFile file)
    {
        var option = _filter.FindExclusion(file.Id);
        if (option is not null) _skipped.Add(new SkippedSource(file.Location, $"is left out by {option}: it is {file.Id}"));
        return option is null;
    }

    private bool IsWanted(SummarySource summary)
    {
        var option = _filter.FindExclusion(summary.Identity.ProgramYear, summary.Identity.Publication);
        if (option is not null) Skip(summary.Place.Location, $"is left out by {option}: it is of {summary.Identity.Publication:yyyy-MM-dd}{(summary.Identity.ProgramYear is { } year ? $" and {year}" : "")}");
        return option is null;
    }

    private void LookIntoFolder(DirectoryInfo folder)
    {
        foreach (var item in List(folder))
        {
            _cancellation.ThrowIfCancellationRequested();
            if (item is FileInfo file) LookAt(file, isNamed: false);
            else if (item.LinkTarget is not null) Skip(item.FullName, "is a link to a folder: name that folder to have it looked at");
            else if (Directory.Exists(Path.Combine(item.FullName, LakeMark))) Skip(item.FullName, "is a lake");
            else LookIntoFolder((DirectoryInfo)item);
        }
    }

    private static FileSystemInfo[] List(DirectoryInfo folder)
    {
        try
        {
            // Hidden files and folders (on Unix those that start with a dot) are tools' own.
            return [.. folder.EnumerateFileSystemInfos("*", new EnumerationOptions { AttributesToSkip = FileAttributes.Hidden | FileAttributes.System, IgnoreInaccessible = false })
                .OrderBy(item => item.Name, StringComparer.Ordinal)];
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            throw new InputException($"The folder {folder.FullName} cannot be read: {exception.Message} Check its permissions.", exception);
        }
    }

    private void LookAtRemote(IRemoteSources place, string path)
    {
        var found = place.ListAsync(path, _cancellation).GetAwaiter().GetResult();
        if (found.Count == 0) throw new InputException($"There is nothing at {path}. Check the name of the bucket and the prefix.");
        foreach (var file in found.OrderBy(file => file.Location, StringComparer.Ordinal))
        {
            _cancellation.ThrowIfCancellationRequested();
            var isNamed = file.Location == path;
            if (!isNamed && file.Location.Contains("/.", StringComparison.Ordinal)) continue;
            if (!isNamed && file.Location.Contains($"/{RawZone}", StringComparison.Ordinal)) Skip(file.Location, "is in the raw zone of a lake");
            else LookAt(file.Location, isNamed, file.LengthBytes, file.ModifiedAt);
        }
    }

    private void LookAt(FileInfo file, bool isNamed)
    {
        if (!ZipSource.IsArchive(file.Name) && !isNamed && !IsCsv(file.Name))
        {
            Skip(file.FullName, "is neither a CSV file nor a zip archive");
            return;
        }

        var (lengthBytes, modifiedAt) = _opener.GetInfo(file.FullName);
        LookAt(file.FullName, isNamed, lengthBytes, modifiedAt);
    }

    private void LookAt(string path, bool isNamed, long lengthBytes, DateTimeOffset modifiedAt)
    {
        if (ZipSource.IsArchive(path)) LookIntoArchive(path, modifiedAt);
        else if (isNamed || IsCsv(path)) Identify(new SourceCandidate(path, null, lengthBytes, modifiedAt, isNamed), () => _opener.Open(path));
        else Skip(path, "is neither a CSV file nor a zip archive");
    }

    private void LookIntoArchive(string path, DateTimeOffset modifiedAt)
    {
        using var archive = ZipSource.Open(_opener.Open(path), path);
        foreach (var entry in ZipSource.ListFiles(archive, path))
        {
            _cancellation.ThrowIfCancellationRequested();
            var candidate = new SourceCandidate(path, entry.FullName, entry.Length, modifiedAt, IsNamed: false);
            if (IsCsv(entry.FullName)) Identify(candidate, () => ZipSource.OpenEntry(entry, path));
            else if (ZipSource.IsArchive(entry.FullName)) Skip(candidate.Location, "is an archive inside an archive: unpack it and name it");
            else Skip(candidate.Location, "is neither a CSV file nor a zip archive");
        }
    }

    private void Identify(SourceCandidate candidate, Func<Stream> open)
    {
        try
        {
            var found = _identifier.Identify(candidate, open);
            if (found.File is not null) _files.Add(found.File);
            else if (found.Summary is not null) _summaries.Add(found.Summary);
            else Skip(candidate.Location, found.Reason!);
        }
        catch (Exception exception) when (exception is InvalidDataException or (IOException and not StoreException))
        {
            throw candidate.Entry is null
                ? new InputException($"{candidate.Location} cannot be read: {exception.Message} Check the disk it is on.", exception)
                : ZipSource.Damaged(candidate.Path, exception);
        }
    }

    private void Skip(string location, string reason) => _skipped.Add(new SkippedSource(location, reason));

    private static bool IsCsv(string fileName) => fileName.EndsWith(".csv", StringComparison.OrdinalIgnoreCase);
}
