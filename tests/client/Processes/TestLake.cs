using OpenPayments.Generator;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Client.Tests.Processes;

/// <summary>A lake in a temporary folder, worked on by real processes.</summary>
public sealed class TestLake : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public string Path => _folder["lake"];

    public string Sources => _folder["sources"];

    public void Dispose() => _folder.Dispose();

    /// <summary>Makes a source file of an era; the same arguments make the same bytes.</summary>
    public GeneratedFile Generate(string eraId, long records, ulong seed = 1, double badShare = 0.01, double oddityShare = 0.02) => FileGenerator.Generate(
        GeneratorOptions.For(EraCatalog.Find(eraId)) with { RecordCount = records, Seed = seed, BadShare = badShare, OddityShare = oddityShare },
        Sources);

    /// <summary>The arguments of an ingest of <see cref="Sources"/> into this lake.</summary>
    public string[] Ingest(params string[] options) => ["ingest", Sources, "--lake", Path, .. options];

    public Task<ProgramResult> IngestAsync(params string[] options) => ProgramRun.RunAsync(Ingest(options));

    public Task<ProgramResult> RunAsync(string command, params string[] options) => ProgramRun.RunAsync([command, "--lake", Path, .. options]);

    public async Task<string> VerifyAsync() => (await RunAsync("verify", "--json")).Expect(ExitCodes.Ok).Json().Text("digest");

    public async Task<string[]> QueryAsync(string sql) =>
        (await RunAsync("query", sql, "--format", "csv")).Expect(ExitCodes.Ok).Out.TrimEnd('\n').Split('\n')[1..];
}
