using OpenPayments.Browser.Tests;
using OpenPayments.Client.Tests.Processes;

[assembly: AssemblyFixture(typeof(ReportFixture))]

namespace OpenPayments.Browser.Tests;

/// <summary>
/// A page about 2016 over the samples, of which one file says things that a browser must not take for its own: a payer that
/// is a script, and a record with an image for an amount, which goes to quarantine.
/// </summary>
public sealed class ReportFixture : IAsyncLifetime
{
    private const string Spoilt = "OP_DTL_GNRL_PGYR2016_P01222021.csv";

    private readonly TemporaryFolder _folder = new();

    public string Page => _folder["report-2016.html"];

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(_folder["sources"]);
        foreach (var sample in Directory.GetFiles(Repository.Samples, "*PGYR2016*.csv")) File.Copy(sample, _folder["sources", Path.GetFileName(sample)]);
        var csv = await File.ReadAllTextAsync(_folder["sources", Spoilt]);
        csv = csv.Replace("\"Galderma Laboratories, L.P.\"", "\"<script>document.title='taken'</script>\"", StringComparison.Ordinal);
        var amount = csv.IndexOf(",12.70,", StringComparison.Ordinal);
        csv = $"{csv[..amount]},<img src=https://example.org/ onerror=document.title='taken'>,{csv[(amount + ",12.70,".Length)..]}";
        await File.WriteAllTextAsync(_folder["sources", Spoilt], csv);

        (await ProgramRun.RunAsync("ingest", _folder["sources"], "--lake", _folder["lake"])).Expect(0);
        (await ProgramRun.RunAsync("validate", "2016", "--lake", _folder["lake"])).Expect(0);
        (await ProgramRun.RunAsync("report", "2016", "--lake", _folder["lake"], "--output", Page)).Expect(0);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
