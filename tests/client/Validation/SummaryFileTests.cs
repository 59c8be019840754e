using OpenPayments.Client.Tests.Processes;

namespace OpenPayments.Client.Tests.Validation;

/// <summary>CMS's summary files from the command line: among the sources, or brought to one validation.</summary>
public sealed class SummaryFileTests : IDisposable
{
    private readonly TestLake _lake = new();

    public void Dispose() => _lake.Dispose();

    [Fact]
    public async Task SummaryAmongTheSources_HoldsBackWhatItContradicts_AndIsKept()
    {
        var generated = _lake.Generate("general-g3", records: 300, badShare: 0);
        var dashboard = WriteDashboard(generated.FileName, records: 301);

        var refused = (await _lake.IngestAsync("--json")).Expect(ExitCodes.CheckFailed).Json();
        Assert.Equal("check_failed", Assert.Single(refused.Files()).Text("outcome"));
        Assert.Contains($"{Path.GetFileName(dashboard)} line 2: 301 records; the file holds 300 records", refused.ToJsonString(), StringComparison.Ordinal);

        (await _lake.IngestAsync("--accept", "CMS counts one twice")).Expect(ExitCodes.Ok);
        var bytes = await File.ReadAllBytesAsync(dashboard);
        File.Delete(dashboard);
        Assert.Contains($"{Path.GetFileName(dashboard)} line 2: 301 records", (await _lake.RunAsync("validate", "2023")).Expect(ExitCodes.CheckFailed).Out, StringComparison.Ordinal);
        var kept = Assert.Single(Directory.GetFiles(Path.Combine(_lake.Path, "raw", "kind=summary"), "*.csv", SearchOption.AllDirectories));
        Assert.Equal(bytes, await File.ReadAllBytesAsync(kept));
        await _lake.VerifyAsync();
    }

    [Fact]
    public async Task SummaryForOneValidation_IsHeldAgainstTheYear_AndNotKept()
    {
        var generated = _lake.Generate("general-g3", records: 300, badShare: 0);
        var digest = (await _lake.IngestAsync("--json")).Expect(ExitCodes.Ok).Json().Text("lake_digest");
        var (right, wrong) = (WriteDashboard(generated.FileName, records: 300, "right"), WriteDashboard(generated.FileName, records: 299, "wrong"));

        var passed = (await _lake.RunAsync("validate", "2023", "--totals", right)).Expect(ExitCodes.Ok);
        var failed = (await _lake.RunAsync("validate", "2023", "--totals", right, "--totals", wrong)).Expect(ExitCodes.CheckFailed);

        Assert.Contains("line 2: 300 records; the file holds 300 records", passed.Out, StringComparison.Ordinal);
        Assert.Contains("line 2: 299 records; the file holds 300 records", failed.Out, StringComparison.Ordinal);
        Assert.Contains("1 records too many", failed.Out, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_lake.Path, "raw", "kind=summary")));
        Assert.Equal(digest, await _lake.VerifyAsync());
    }

    /// <summary>Of the publication that the generated file names.</summary>
    private string WriteDashboard(string paymentFile, int records, string folder = "")
    {
        var name = $"PBLCTN_DSHBRD_P{Path.GetFileNameWithoutExtension(paymentFile).Split("_P")[^1]}{(folder == "wrong" ? "_again" : "")}.csv";
        var path = Path.Combine(folder.Length == 0 ? _lake.Sources : Directory.CreateDirectory(Path.Combine(_lake.Sources, "..", folder)).FullName, name);
        File.WriteAllText(path, $"Dashboard_Row_Number,Data_Metrics,PY_2023,Total\n1,Total Number of Payment Records - General Payments,{records},{records}\n");
        return path;
    }
}
