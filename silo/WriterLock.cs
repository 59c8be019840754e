using System.Globalization;
using System.Text.Json;
using OpenPayments.Ingestion;

namespace OpenPayments.Silo;

/// <summary>
/// Lets one process at a time write a local lake. The operating system holds the lock, so it ends with the process however
/// that ends; the file itself stays. Reading needs no lock.
/// </summary>
public sealed class WriterLock : IDisposable
{
    private readonly FileStream _file;

    private WriterLock(FileStream file) => _file = file;

    /// <summary>Throws <see cref="InputException"/> when another process writes this lake, or when the lake cannot be written.</summary>
    public static WriterLock Take(string lakePath)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(LakeFolder.LockPath(lakePath))!);
            var file = new FileStream(LakeFolder.LockPath(lakePath), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            File.WriteAllText(LakeFolder.WriterPath(lakePath), JsonSerializer.Serialize(LakeWriter.This(), LakeJson.Options));
            return new WriterLock(file);
        }
        catch (IOException e) when (IsHeldByAnother(e))
        {
            throw new InputException($"Another process{WriterOf(lakePath)} is writing the lake {Path.GetFullPath(lakePath)}. Wait until it has finished, or name another lake with --lake; status and query work meanwhile.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"The lake {Path.GetFullPath(lakePath)} cannot be written: {e.Message} Make the folder writable or name another one with --lake.", e);
        }
    }

    /// <summary>
    /// Who writes the lake now, or null. Asks the process table and not the lock: a reader must not hold, even for a moment,
    /// what a writer is about to take.
    /// </summary>
    public static LakeWriter? FindWriter(string lakePath)
    {
        if (ReadWriter(lakePath) is not { } writer) return null;
        try
        {
            using var process = System.Diagnostics.Process.GetProcessById(writer.ProcessId);
            return process.StartTime.ToUniversalTime() <= writer.StartedAt.UtcDateTime ? writer : null;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    public void Dispose() => _file.Dispose();

    // What the runtime makes of EWOULDBLOCK (Linux 11, macOS 35), and of a sharing violation on Windows.
    private static bool IsHeldByAnother(IOException e) =>
        e.GetType() == typeof(IOException) && (e.HResult & 0xFFFF) is 11 or 35 or 32;

    private static string WriterOf(string lakePath) => ReadWriter(lakePath) is { } writer
        ? string.Create(CultureInfo.InvariantCulture, $" (pid {writer.ProcessId}, since {writer.StartedAt:yyyy-MM-dd HH:mm:ss} UTC)")
        : "";

    private static LakeWriter? ReadWriter(string lakePath)
    {
        try
        {
            return JsonSerializer.Deserialize<LakeWriter>(File.ReadAllText(LakeFolder.WriterPath(lakePath)), LakeJson.Options);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }
}

/// <summary>The process that writes a lake.</summary>
public sealed record LakeWriter(int ProcessId, DateTimeOffset StartedAt)
{
    internal static LakeWriter This() => new(Environment.ProcessId, DateTimeOffset.UtcNow);
}
