using System.Collections.Immutable;
using System.Text.Json;
using Amazon.Runtime;
using OpenPayments.Ingestion;
using OpenPayments.Silo.Settings;

namespace OpenPayments.Client.Dev;

/// <summary>
/// The local cluster that <c>dev up</c> has started: its processes, and how to reach it. Kept in the user's state folder, so
/// that every command of this user finds it by its name.
/// </summary>
/// <param name="Settings">By a setting's key.</param>
public sealed record DevState(
    string Cluster,
    ImmutableSortedDictionary<string, string> Settings,
    string AccessKey,
    string SecretKey,
    string Lake,
    ImmutableArray<DevProcess> Processes)
{
    public const string HomeVariable = "OPENPAYMENTS_DEV_HOME";

    public static string Folder { get; } = FindFolder();

    private static string FilePath => Path.Combine(Folder, "dev.json");

    /// <summary>Null when nothing was started, or another cluster.</summary>
    public static DevState? Find(string cluster) => Read() is { } state && state.Cluster == cluster ? state : null;

    public static DevState? Read()
    {
        try
        {
            return JsonSerializer.Deserialize<DevState>(File.ReadAllBytes(FilePath), LakeJson.Options);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (JsonException e)
        {
            throw new InputException($"{FilePath} cannot be read ({e.Message}): remove it; processes of a local cluster that still run have to be ended by hand.", e);
        }
    }

    public static void Remove() => File.Delete(FilePath);

    /// <summary>Whole or not at all: what is started must be known even if this process dies the next moment.</summary>
    public void Write()
    {
        Directory.CreateDirectory(Folder);
        File.WriteAllText(FilePath + ".new", JsonSerializer.Serialize(this, LakeJson.Indented));
        File.Move(FilePath + ".new", FilePath, overwrite: true);
    }

    public string? Find(Setting setting) => Settings.GetValueOrDefault(setting.Key);

    /// <summary>Adds what no setting may say.</summary>
    public ClusterConnection Complete(ClusterConnection connection) =>
        connection with { S3 = connection.S3 with { Credentials = new BasicAWSCredentials(AccessKey, SecretKey) } };

    private static string FindFolder()
    {
        if (Environment.GetEnvironmentVariable(HomeVariable) is { Length: > 0 } home) return Path.GetFullPath(home);
        var state = Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } folder
            ? folder
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state");
        return Path.Combine(state, "openpayments", "dev");
    }
}
