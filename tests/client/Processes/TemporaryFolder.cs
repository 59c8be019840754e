namespace OpenPayments.Client.Tests.Processes;

/// <summary>A folder of its own for a test, gone with it.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("openpayments-test-").FullName;

    public string this[params ReadOnlySpan<string> parts] => System.IO.Path.Combine([Path, .. parts]);

    public string Write(string name, string content)
    {
        var path = this[name];
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
