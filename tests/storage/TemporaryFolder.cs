namespace OpenPayments.Storage.Tests;

/// <summary>A folder of its own for one test, gone afterwards.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("openpayments-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
