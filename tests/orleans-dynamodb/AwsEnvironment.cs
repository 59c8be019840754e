using System.Runtime.CompilerServices;
using Amazon.Runtime;

namespace OpenPayments.Orleans.DynamoDB.Tests;

/// <summary>
/// The process's AWS settings as a test wants them: none but these, until disposed. Tests that use it belong to the collection
/// <see cref="Collection"/>; all others name a local endpoint, for which the environment does not count.
/// </summary>
internal sealed class AwsEnvironment : IDisposable
{
    public const string Collection = "AWS environment";

    /// <summary>The one profile that there is.</summary>
    public const string Profile = "lake";

    private readonly Dictionary<string, string?> _before = [];

    public AwsEnvironment(params (string Name, string Value)[] settings)
    {
        foreach (var name in Environment.GetEnvironmentVariables().Keys.Cast<string>().Where(name => name.StartsWith("AWS_", StringComparison.Ordinal) && !name.EndsWith("_FILE", StringComparison.Ordinal)).ToArray()) Set(name, null);
        Set("AWS_EC2_METADATA_DISABLED", "true");
        foreach (var (name, value) in settings) Set(name, value);
        FallbackRegionFactory.Reset(); // what it found before
    }

    /// <summary>The SDK looks up once where its files are; before it does, they are ours and not the user's.</summary>
    [ModuleInitializer]
    internal static void UseOwnFiles()
    {
        DynamoDBTable.FirstContactLimit = TimeSpan.FromSeconds(30);
        var file = Path.GetTempFileName();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => File.Delete(file);
        File.WriteAllText(file, $"[{Profile}]\naws_access_key_id = AKIDPROFILE\naws_secret_access_key = b\n");
        Environment.SetEnvironmentVariable("AWS_SHARED_CREDENTIALS_FILE", file);
        Environment.SetEnvironmentVariable("AWS_CONFIG_FILE", file);
    }

    public void Dispose()
    {
        foreach (var (name, value) in _before) Environment.SetEnvironmentVariable(name, value);
    }

    private void Set(string name, string? value)
    {
        _before.TryAdd(name, Environment.GetEnvironmentVariable(name));
        Environment.SetEnvironmentVariable(name, value);
    }
}
