using System.Net;
using OpenPayments.Client;
using OpenPayments.Client.Tests.Processes;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Sources;
using OpenPayments.Silo.Tests.Support;
using OpenPayments.Storage.Local;

namespace OpenPayments.Silo.Tests;

/// <summary>What keeps a silo from starting or a client from joining is said in one sentence that names it, with the right exit code.</summary>
public sealed class RefusalTests(TestServers servers)
{
    private static void ExpectOneSentence(ProgramResult result, int exitCode, params string[] words)
    {
        result.Expect(exitCode);
        var error = result.Error.TrimEnd('\n');
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.All(words, word => Assert.Contains(word, error, StringComparison.Ordinal));
    }

    private static Dictionary<string, string?> With(string variable, string? value) => new() { [variable] = value };

    [Fact]
    public async Task SiloWithAnotherLake_IsRefused_AndNamesTheSiloThatDiffers()
    {
        await using var cluster = await TestCluster.StartAsync(servers, 1);

        using var folder = new TemporaryFolder();
        var stranger = await cluster.StartSilo(With("OPENPAYMENTS_LAKE", folder.Path)).EndAsync();

        ExpectOneSentence(stranger, ExitCodes.Failed, "may not join cluster", "silo-1", cluster.Lake, folder.Path);
        Assert.Equal(HttpStatusCode.OK, await cluster.Silos[0].StatusOfAsync("/health/ready"));
        ExpectOneSentence(await cluster.RunAsync("status", "--lake", folder.Path), ExitCodes.Failed, cluster.Lake, folder.Path, "--lake");
        ExpectOneSentence(await cluster.RunAsync("cancel", "1999"), ExitCodes.Usage);
    }

    [Fact]
    public async Task SourceThatASiloDoesNotSee_NamesTheSilo()
    {
        using var folder = new TemporaryFolder();
        var stages = new SharedSourceStages(new FileStages(new LocalObjectStore(folder.Path), TimeProvider.System), "silo-7");
        var source = (await SourceFinder.FindAsync([Repository.Samples], new SourceFilter())).Files[0] with { Path = "/on/another/machine.csv" };

        var e = await Assert.ThrowsAsync<InputException>(() => stages.LandAsync(source, new IngestionSettings(), null, null, CancellationToken.None));

        Assert.StartsWith($"The silo silo-7 on host {Environment.MachineName} does not see /on/another/machine.csv: put the source on S3", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ClusterWithoutASilo_SaysHowToStartOne()
    {
        await using var cluster = await TestCluster.StartAsync(servers, 1);
        ExpectOneSentence(await cluster.RunAsync("status", "--cluster", "nobody"), ExitCodes.Failed, "nobody has no silo", "openpayments silo");
        await cluster.Silos[0].KillAsync();
        ExpectOneSentence(await cluster.RunAsync("status"), ExitCodes.Failed, "None of the silos", cluster.Name);
    }

    [Fact]
    public async Task Tables_ThatAreMissing_AreNamed()
    {
        await using var cluster = await TestCluster.StartAsync(servers, 0, environment: With("OPENPAYMENTS_TABLE_PREFIX", "Absent"));
        ExpectOneSentence(await cluster.RunAsync("status"), ExitCodes.Failed, "AbsentSilos");
        ExpectOneSentence(await cluster.StartSilo(With("OPENPAYMENTS_CREATE_TABLES", "no")).EndAsync(), ExitCodes.Failed, "AbsentSilos");
    }

    [Theory]
    [InlineData("OPENPAYMENTS_LAKE", "s3://no-such-bucket-here/lake", ExitCodes.Failed, "no-such-bucket-here")]
    [InlineData("AWS_ACCESS_KEY_ID", "nobody", ExitCodes.Credentials, "AWS_ACCESS_KEY_ID")]
    [InlineData("AWS_SECRET_ACCESS_KEY", "wrong", ExitCodes.Credentials, "AWS_SECRET_ACCESS_KEY")]
    [InlineData("OPENPAYMENTS_LAKE", "/no/such/folder", ExitCodes.Failed, "/no/such/folder")]
    [InlineData("OPENPAYMENTS_DYNAMODB_ENDPOINT", "http://127.0.0.1:9", ExitCodes.Failed, "127.0.0.1:9")]
    [InlineData("OPENPAYMENTS_S3_ENDPOINT", "http://127.0.0.1:9", ExitCodes.Failed, "127.0.0.1:9")]
    [InlineData("OPENPAYMENTS_WEB_ADDRESS", "0.0.0.0", ExitCodes.Failed, "OPENPAYMENTS_DASHBOARD_TOKEN")]
    public async Task SiloThatCannotStart_SaysWhy(string variable, string value, int exitCode, string word)
    {
        await using var cluster = await TestCluster.StartAsync(servers, 0);
        ExpectOneSentence(await cluster.StartSilo(With(variable, value)).EndAsync(), exitCode, word);
    }

    [Fact]
    public async Task NoCredentials_AreAskedFor()
    {
        await using var cluster = await TestCluster.StartAsync(servers, 0);
        using var home = new TemporaryFolder();
        var without = new Dictionary<string, string?> { ["AWS_ACCESS_KEY_ID"] = null, ["AWS_SECRET_ACCESS_KEY"] = null, ["HOME"] = home.Path };
        ExpectOneSentence(await cluster.StartSilo(without).EndAsync(), ExitCodes.Credentials, "There are no AWS credentials");
    }

    [Theory]
    [InlineData("UnrecognizedClientException", "The security token included in the request is invalid.", ExitCodes.Credentials, "credentials")]
    [InlineData("InvalidSignatureException", "Signature expired: 20260101T000000Z is now earlier than 20260102T000000Z", ExitCodes.Failed, "clock")]
    [InlineData("ExpiredTokenException", "The security token included in the request is expired", ExitCodes.Credentials, "expired")]
    [InlineData("AccessDeniedException", "User: x is not authorized to perform: dynamodb:Query", ExitCodes.Failed, "may not")]
    public async Task RefusalByDynamoDb_IsExplained(string code, string message, int exitCode, string word)
    {
        await servers.StartAsync();
        await using var aws = await FakeAgent.StartAsync(_ => (HttpStatusCode.BadRequest, $$"""{"__type":"com.amazon.coral.service#{{code}}","message":"{{message}}"}"""));
        await using var cluster = await TestCluster.StartAsync(servers, 0, environment: With("OPENPAYMENTS_DYNAMODB_ENDPOINT", aws.Address.ToString()));

        ExpectOneSentence(await cluster.RunAsync("status"), exitCode, word);
    }

    [Fact]
    public async Task TakenPort_IsNamed()
    {
        await using var cluster = await TestCluster.StartAsync(servers, 1);
        ExpectOneSentence(await cluster.StartSilo(With("OPENPAYMENTS_SILO_PORT", $"{cluster.Silos[0].SiloPort}")).EndAsync(), ExitCodes.Failed, "--silo-port");
    }
}
