using System.Text.Json.Nodes;
using OpenPayments.Client.Tests.Ingest;
using OpenPayments.Client.Tests.Processes;

namespace OpenPayments.Client.Tests.Trace;

/// <summary>A record id from the command line, on the real samples.</summary>
public sealed class TraceTests(SampleLake lake)
{
    [Fact]
    public async Task Trace_OfARealRecord_ShowsRowRunAndBytes()
    {
        lake.First.Expect(ExitCodes.Ok);
        var id = (await ProgramRun.RunAsync("query", "SELECT max(record_id) FROM general_payments WHERE program_year = 2019", "--format", "csv", "--lake", lake.Path)).Expect(ExitCodes.Ok).Out.Trim().Split('\n')[^1];

        var json = (await ProgramRun.RunAsync("trace", id, "--year", "2019", "--json", "--lake", lake.Path)).Expect(ExitCodes.Ok).Json();
        var text = (await ProgramRun.RunAsync("trace", id, "--year", "2019", "--lake", lake.Path)).Expect(ExitCodes.Ok).Out;

        var trace = Assert.Single(json.AsArray())!;
        Assert.Equal("2019/2021-01-22/general", trace.Text("file"));
        Assert.Matches("^[0-9a-f]{32}$", trace.Text("run_id"));
        var source = await File.ReadAllTextAsync(Path.Combine(Repository.Samples, "OP_DTL_GNRL_PGYR2019_P01222021.csv"));
        var raw = trace["raw"]!;
        Assert.Equal(source.Substring((int)raw.Number("offset_bytes"), (int)raw.Number("length_bytes")), raw.Text("text"));
        Assert.True(raw["is_verified"]!.GetValue<bool>());
        Assert.Contains(raw.Text("text").TrimEnd(), text, StringComparison.Ordinal);
        Assert.Contains("Row and bytes agree in all", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trace_OfAnUnknownId_SaysThatNothingHoldsIt()
    {
        lake.First.Expect(ExitCodes.Ok);
        var result = (await ProgramRun.RunAsync("trace", "00000", "--lake", lake.Path)).Expect(ExitCodes.Failed);
        Assert.Contains("holds the record id 00000", result.Error, StringComparison.Ordinal);
    }
}
