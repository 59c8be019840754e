using System.Globalization;
using OpenPayments.Client.Tests.Processes;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Client.Tests.Ingest;

/// <summary>Generated files whose every defect is known: the quarantine is the generator's ledger, record by record.</summary>
public sealed class GeneratedTests
{
    [Theory]
    [InlineData("general-g1")]
    [InlineData("general-g3")]
    [InlineData("research-g3")]
    [InlineData("ownership-g3")]
    public async Task Ingest_OfSpoiltRecords_QuarantinesExactlyTheLedger(string eraId)
    {
        using var lake = new TestLake();
        var generated = lake.Generate(eraId, records: 4000, badShare: 0.05);
        Assert.NotEqual(0, generated.BadCount);

        var report = (await lake.IngestAsync("--json", "--chunk-size", "256KiB")).Expect(ExitCodes.Ok).Json();

        var file = Assert.Single(report.Files());
        Assert.Equal(generated.RecordCount, file.Number("scanned_count"));
        Assert.Equal(generated.BadCount, file.Number("quarantined_count"));
        Assert.Equal(generated.RecordCount - generated.BadCount, file.Number("accepted_count"));
        foreach (var amount in generated.Amounts)
        {
            var totals = file["amounts"]!.AsArray().Single(total => total!.Text("column") == amount.Column)!;
            Assert.Equal(amount.GoodCents, totals.Number("accepted_cents"));
            Assert.Equal(amount.BadCents, totals.Number("quarantined_cents"));
            Assert.Equal(amount.UnreadableCount, totals.Number("unreadable_count"));
        }

        var table = EraCatalog.Find(eraId).Kind.TableName;
        var quarantined = await lake.QueryAsync($"SELECT record_number, offset_bytes, length_bytes FROM quarantine_{table} ORDER BY record_number");
        Assert.Equal(
            generated.Ledger.Where(entry => entry.IsBad).Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.RecordNumber},{entry.OffsetBytes},{entry.LengthBytes}")),
            quarantined);

        var spoken = await lake.QueryAsync(
            $"SELECT DISTINCT record_number || ' ' || finding.rule_id FROM (SELECT record_number, unnest(findings) AS finding FROM quarantine_{table})");
        Assert.Empty(generated.Ledger.Where(entry => entry.IsBad).Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.RecordNumber} {entry.RuleId}")).Except(spoken));
    }

    [Fact]
    public async Task ChunkSize_ShapesThePartsButNotTheRows()
    {
        using var lake = new TestLake();
        lake.Generate("general-g3", records: 3000);
        (await lake.IngestAsync("--json", "--chunk-size", "64KiB")).Expect(ExitCodes.Ok);
        var small = await lake.QueryAsync("SELECT count(*), sum(total_amount_of_payment_usdollars), md5(string_agg(record_id, ',' ORDER BY _record_number)) FROM general_payments");

        var again = (await lake.IngestAsync("--json", "--chunk-size", "1GiB")).Expect(ExitCodes.Ok).Json();

        Assert.Equal("published", Assert.Single(again.Files()).Text("outcome"));
        Assert.Equal(1, Assert.Single(again.Files()).Number("part_count"));
        Assert.Equal(small, await lake.QueryAsync("SELECT count(*), sum(total_amount_of_payment_usdollars), md5(string_agg(record_id, ',' ORDER BY _record_number)) FROM general_payments"));
    }

    [Fact]
    public async Task RuleRaisedToReject_QuarantinesWhatItSpokeOf()
    {
        using var lake = new TestLake();
        lake.Generate("general-g3", records: 3000, badShare: 0, oddityShare: 0.05);
        var before = Assert.Single((await lake.IngestAsync("--json")).Expect(ExitCodes.Ok).Json().Files());
        var warned = before["finding_counts"]!.Number("amount-zero");
        Assert.NotEqual(0, warned);
        Assert.Equal(0, before.Number("quarantined_count"));

        using var folder = new TemporaryFolder();
        var config = folder.Write("config.json", """{"rules": {"amount-zero": "reject"}}""");
        var after = Assert.Single((await lake.IngestAsync("--json", "--config", config)).Expect(ExitCodes.Ok).Json().Files());

        Assert.Equal(warned, after.Number("quarantined_count"));
    }
}
