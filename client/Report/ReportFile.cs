using System.Globalization;
using OpenPayments.Ingestion;

namespace OpenPayments.Client.Report;

/// <summary>Where a page is written: whole or not at all, over the one that stood there.</summary>
public static class ReportFile
{
    /// <param name="output">A file, a folder to put it in under its own name, or null for this folder.</param>
    public static string Locate(string? output, int programYear, DateOnly? publication)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"report-{programYear}{(publication is { } date ? $"-{date:yyyy-MM-dd}" : "")}.html");
        var path = Path.GetFullPath(output is null ? name : Directory.Exists(output) ? Path.Combine(output, name) : output);
        if (Directory.Exists(path)) throw new InputException($"{path} is a folder: name another file with --output.");
        return Directory.Exists(Path.GetDirectoryName(path))
            ? path
            : throw new InputException($"There is no folder {Path.GetDirectoryName(path)} to write the report into: make it, or name another file with --output.");
    }

    public static async Task WriteAsync(string path, ReadOnlyMemory<byte> page, CancellationToken cancellation)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            await File.WriteAllBytesAsync(temporary, page, cancellation);
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"The report cannot be written to {path} ({failure.Message.TrimEnd('.')}): name another place with --output.", failure);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
