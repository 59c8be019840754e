using System.Globalization;
using OpenPayments.Client.Tests.Ingest;
using OpenPayments.Client.Tests.Processes;

namespace OpenPayments.Client.Tests.Profile;

/// <summary>Profiles from the command line, of the real samples.</summary>
public sealed class ProfileTests(SampleLake lake)
{
    private const string Amount = "total_amount_of_payment_usdollars";
    private const string State = "recipient_state";

    [Fact]
    public async Task Profile_SaysWhatAQueryCounts()
    {
        lake.First.Expect(ExitCodes.Ok);
        var query = await ProgramRun.RunAsync("query", "--lake", lake.Path, "--format", "csv",
            $"SELECT count(*), min({Amount}), max({Amount}), count({State}), count(DISTINCT {State}), mode({State}), max(length(recipient_city)) FROM general_payments WHERE program_year = 2013");
        var exact = query.Expect(ExitCodes.Ok).Out.Trim().Split('\n')[^1].Split(',');

        var json = (await ProgramRun.RunAsync("profile", "2013", "--kind", "general", "--json", "--lake", lake.Path)).Expect(ExitCodes.Ok).Json();

        var profile = Assert.Single(json.AsArray())!;
        Assert.Equal("2013/2021-01-22/general", profile.Text("file"));
        var columns = profile["columns"]!.AsArray().ToDictionary(column => column!.Text("name"), column => column!);
        Assert.Equal(64, columns.Count);
        string[] profiled =
        [
            profile.Number("row_count").ToString(CultureInfo.InvariantCulture), columns[Amount].Text("min"), columns[Amount].Text("max"),
            columns[State].Number("value_count").ToString(CultureInfo.InvariantCulture), columns[State].Number("distinct_count").ToString(CultureInfo.InvariantCulture),
            columns[State]["top_values"]!.AsArray()[0]!.Text("value"), columns["recipient_city"].Number("max_length").ToString(CultureInfo.InvariantCulture),
        ];
        Assert.Equal(exact, profiled);
    }

    [Fact]
    public async Task Profile_IsATableOfColumns_OrAllOfAFew()
    {
        lake.First.Expect(ExitCodes.Ok);

        var table = (await ProgramRun.RunAsync("profile", "2013", "--publication", "2021-01-22", "--lake", lake.Path)).Expect(ExitCodes.Ok).Out;
        var details = (await ProgramRun.RunAsync("profile", "2013", "--kind", "general", "--column", State, "--column", Amount.ToUpperInvariant(), "--lake", lake.Path)).Expect(ExitCodes.Ok).Out;

        Assert.StartsWith("2013/2021-01-22/general: 1,000 accepted records, 65 columns.\n", table, StringComparison.Ordinal);
        Assert.Matches($"(?m)^{State} +text +1,000 +0 +52 +AK +WY +2 +CA \\(111\\)$", table);
        Assert.Matches($"(?m)^{Amount}: 1 % 0.84, 5 % ", table);
        Assert.DoesNotContain("research", table, StringComparison.Ordinal);
        Assert.Contains($"{State}, text\n  values     1,000 of 1,000, 0 % NULL\n  distinct   52\n  min        AK\n", details, StringComparison.Ordinal);
        Assert.Contains($"{Amount}, amount\n", details, StringComparison.Ordinal);
        Assert.DoesNotContain("covered_recipient_type", details, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2013 --column no_such_column", "No file here has a column no_such_column")]
    [InlineData("2021", "holds no such file of 2021")]
    [InlineData("2013 --kind ownership", "holds no such file of 2013")]
    public async Task WhatIsNotThere_IsSaid(string arguments, string message)
    {
        lake.First.Expect(ExitCodes.Ok);

        var result = (await ProgramRun.RunAsync(["profile", .. arguments.Split(' '), "--lake", lake.Path])).Expect(ExitCodes.Failed);

        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Out);
    }

    [Fact]
    public async Task FileOfAnEarlierVersion_HasNoProfile_UntilItIsForced()
    {
        using var own = new TestLake();
        own.Generate("general-g3", records: 200);
        (await own.IngestAsync()).Expect(ExitCodes.Ok);
        Directory.Delete(Path.Combine(own.Path, "metadata", "profiles"), recursive: true);
        var digest = await own.VerifyAsync();

        Assert.Contains("ingest SOURCE --force", (await own.RunAsync("profile", "2023")).Expect(ExitCodes.Failed).Error, StringComparison.Ordinal);

        (await own.IngestAsync("--force")).Expect(ExitCodes.Ok);
        Assert.Contains("accepted records, 91 columns; ", (await own.RunAsync("profile", "2023")).Expect(ExitCodes.Ok).Out, StringComparison.Ordinal);
        Assert.Equal(digest, await own.VerifyAsync());
    }
}
