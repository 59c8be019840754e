using System.Globalization;

namespace OpenPayments.Ingestion.Tables;

/// <summary>Names in a table's log, and how paths are spelled in it.</summary>
internal static class DeltaLog
{
    /// <summary>What a program must support to read our tables: the first version of the protocol.</summary>
    public const int ReaderVersion = 1;

    /// <summary>And to write them.</summary>
    public const int WriterVersion = 2;

    public static string CommitKey(string tableRoot, long version) =>
        string.Create(CultureInfo.InvariantCulture, $"{tableRoot}/_delta_log/{version:D20}.json");

    public static string LastCheckpointKey(string tableRoot) => $"{tableRoot}/_delta_log/_last_checkpoint";

    /// <summary>A path relative to the table as a URI; '=' stays, as all engines write it.</summary>
    public static string EscapePath(string path) =>
        string.Join('/', path.Split('/').Select(segment => Uri.EscapeDataString(segment).Replace("%3D", "=", StringComparison.Ordinal)));

    public static string UnescapePath(string uri) => Uri.UnescapeDataString(uri);
}
