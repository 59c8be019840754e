using OpenPayments.Client.Tests.Ingest;
using OpenPayments.Client.Tests.Processes;

[assembly: AssemblyFixture(typeof(SampleLake))]

namespace OpenPayments.Client.Tests.Ingest;

/// <summary>The samples, ingested once by the real program; tests read from it and leave it as it is.</summary>
public sealed class SampleLake : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    public string Path => _folder["lake"];

    public ProgramResult First { get; private set; } = null!;

    public async ValueTask InitializeAsync() => First = await ProgramRun.RunAsync("ingest", Repository.Samples, "--lake", Path, "--json");

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
