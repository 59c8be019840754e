using System.Globalization;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Ingestion.Runs;

/// <summary>One source file: a kind of one publication of a program year. Owns its grain key and its lake keys.</summary>
public readonly record struct FileId(int ProgramYear, DateOnly Publication, Kind Kind)
{
    /// <summary>The grain key: <c>2023/2025-01-30/general</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{ProgramYear}/{Publication:yyyy-MM-dd}/{Kind.Code}");

    public static FileId Parse(string key)
    {
        var parts = key.Split('/');
        if (parts.Length != 3
            || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var year)
            || !DateOnly.TryParseExact(parts[1], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var publication)
            || !KindExtensions.TryParseKind(parts[2], out var kind))
            throw new FormatException($"'{key}' is not a file id: expected YEAR/PUBLICATION/KIND, such as 2023/2025-01-30/general.");
        return new FileId(year, publication, kind);
    }
}
