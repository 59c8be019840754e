using System.IO.Compression;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Sources;

/// <summary>Opens zip archives (zip64, stored, Deflate, Deflate64) and says what is wrong with those that cannot be read.</summary>
internal static class ZipSource
{
    public static bool IsArchive(string fileName) => fileName.EndsWith(".zip", StringComparison.OrdinalIgnoreCase);

    /// <param name="stream">Of the archive, which owns it from here on.</param>
    /// <param name="path">Names the archive when it cannot be read.</param>
    public static ZipArchive Open(Stream stream, string path)
    {
        try
        {
            var archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: false);
            _ = archive.Entries;
            return archive;
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            stream.Dispose();
            if (exception is StoreException) throw;
            throw Damaged(path, exception);
        }
    }

    /// <summary>The files of an archive, by name. One entry that points out of the archive makes all of it suspect.</summary>
    public static IEnumerable<ZipArchiveEntry> ListFiles(ZipArchive archive, string path)
    {
        foreach (var entry in archive.Entries)
            if (PointsOutside(entry.FullName))
                throw new InputException($"The archive {path} has an entry with the path '{entry.FullName}', which leads out of the archive. CMS makes no such archives: do not use it, download it again.");
        return archive.Entries.Where(entry => !entry.FullName.EndsWith('/')).OrderBy(entry => entry.FullName, StringComparer.Ordinal);
    }

    public static Stream OpenEntry(ZipArchiveEntry entry, string path)
    {
        if (entry.IsEncrypted)
            throw new InputException($"{entry.FullName} in {path} is encrypted. CMS's archives are not: download it again, or unpack it with its password and name the CSV file.");
        try
        {
            return entry.Open();
        }
        catch (InvalidDataException exception) when (exception.Message.Contains("compress", StringComparison.OrdinalIgnoreCase))
        {
            throw new InputException($"{entry.FullName} in {path} cannot be unpacked here: {exception.Message} Unpack it with another program, such as 7-Zip, and name the CSV file.", exception);
        }
        catch (Exception exception) when (exception is InvalidDataException or (IOException and not StoreException))
        {
            throw Damaged(path, exception);
        }
    }

    public static InputException Damaged(string path, Exception? inner = null)
    {
        var what = $"The archive {path} is truncated or damaged: download it again.";
        return inner is null ? new InputException(what) : new InputException(what, inner);
    }

    private static bool PointsOutside(string name)
    {
        var folders = name.Split('/', '\\');
        return folders is ["", ..] or [[_, ':', ..], ..] || folders.Contains("..");
    }
}
