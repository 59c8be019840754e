namespace OpenPayments.Orleans.Sqlite.Tests;

/// <summary>A folder of the test's own, removed after it.</summary>
public sealed class TempFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("openpayments-");

    public string StatePath => Path.Combine(_folder.FullName, ".openpayments", "state.db");

    public string this[string name] => Path.Combine(_folder.FullName, name);

    public void Dispose() => _folder.Delete(recursive: true);
}
