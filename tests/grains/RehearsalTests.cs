using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Sources;

namespace OpenPayments.Grains.Tests;

public sealed class RehearsalTests
{
    [Fact]
    public async Task Run_OverTheHeadOfAFile_GoesAllTheWay_WithOneRecordInQuarantine()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "samples", "OP_DTL_GNRL_PGYR2022_P01182024.csv");
        var source = Assert.Single((await SourceFinder.FindAsync([path], SourceFilter.All, TestContext.Current.CancellationToken)).Files);

        var lake = await new Rehearsal(source, await Rehearsal.ReadHeadAsync(path), new IngestionSettings()).RunAsync();

        var manifest = (await new FileManifests(lake).ReadAsync(source.Id, TestContext.Current.CancellationToken))!;
        Assert.Equal(1, manifest.Validation.QuarantinedCount);
        Assert.NotEqual(0, manifest.Validation.AcceptedCount);
        Assert.Contains(LakeKeys.RunRecord(2022, "rehearsal"), lake.Objects.Keys);
        Assert.Contains(lake.Objects.Keys, key => key.StartsWith(LakeKeys.AuditTable("audit_runs"), StringComparison.Ordinal));
    }
}
