using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Amazon.S3.Model;
using OpenPayments.Client;
using OpenPayments.Client.Lakes;
using OpenPayments.Client.Tests.Processes;
using OpenPayments.GrainInterfaces;
using OpenPayments.Generator;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Schema;
using OpenPayments.Ingestion.Stores;
using OpenPayments.Silo.Settings;
using OpenPayments.Silo.Tests.Support;
using OpenPayments.Storage.Local;
using OpenPayments.Tests.Servers;

namespace OpenPayments.Silo.Tests.Crash;

/// <summary>
/// Three silos that tests disturb, behind proxies to DynamoDB and S3. Every test has a program year of its own in one lake, and
/// what the cluster makes of it is compared with what one undisturbed machine made of the same file.
/// </summary>
public sealed class CrashCluster(TestServers servers) : IAsyncLifetime
{
    private const int SiloCount = 3;
    private const int FirstYear = 2013;
    private static int YearCount => IsComplete ? 25 : 15;
    private const long FileBytes = 1_500_000;

    private readonly TemporaryFolder _folder = new();
    private readonly List<IAsyncDisposable> _owned = [];
    private Dictionary<int, GeneratedFile> _files = [];
    private PublishedLake _expected = null!;
    private TestCluster? _cluster;
    private int _nextYear = FirstYear;

    /// <summary>Decides what is random in a test: which of many requests is held, how long a kill waits.</summary>
    public static int Seed { get; } = int.Parse(Environment.GetEnvironmentVariable("OPENPAYMENTS_CRASH_SEED") ?? "1", CultureInfo.InvariantCulture);

    /// <summary>Whether every case is run, and not only those that differ most.</summary>
    public static bool IsComplete { get; } = Environment.GetEnvironmentVariable("OPENPAYMENTS_CRASH_ALL") == "1";

    public TestCluster Silos => _cluster!;

    public FaultProxy S3 { get; private set; } = null!;

    public FaultProxy DynamoDb { get; private set; } = null!;

    /// <summary>With its tables in a folder, so that it can be stopped and started again.</summary>
    public DynamoDbLocal Database { get; private set; } = null!;

    /// <summary>This test as a client, to look at grains.</summary>
    public ClusterClient Client { get; private set; } = null!;

    /// <summary>A year that no test has touched, and silos enough for it.</summary>
    public async Task<CrashYear> BeginYearAsync()
    {
        if (_cluster is null) await StartAsync();
        S3.Before = DynamoDb.Before = _ => Task.CompletedTask;
        S3.Choose = DynamoDb.Choose = _ => Fault.None;
        await FillUpAsync();
        Assert.True(_nextYear < FirstYear + YearCount, "Every year has had its test: raise YearCount.");
        var year = _nextYear++;
        return new CrashYear(this, year, Path.Combine(_folder["sources"], _files[year].FileName), _files[year]);
    }

    /// <summary>Starts silos until there are as many as at the beginning.</summary>
    public async Task FillUpAsync()
    {
        var missing = SiloCount - Silos.Running.Count();
        await Task.WhenAll(Enumerable.Range(0, missing).Select(_ => Silos.StartSiloAsync()));
    }

    /// <summary>The objects of a year as one undisturbed machine made them.</summary>
    public IReadOnlyList<LakeObject> ExpectedOf(int year) => ObjectsOf(_expected, year);

    /// <summary>What the columns of a file hold, as that machine wrote it down.</summary>
    public async Task<byte[]> ExpectedProfileOfAsync(FileId file) => (await new LocalObjectStore(_folder["undisturbed"]).ReadAsync(LakeKeys.FileProfile(file)))!;

    public static IReadOnlyList<LakeObject> ObjectsOf(PublishedLake lake, int year) =>
        [.. lake.Objects.Where(entry => entry.Key.Contains($"program_year={year}/", StringComparison.Ordinal)).OrderBy(entry => entry.Key, StringComparer.Ordinal)];

    /// <summary>Every object of a year, with what S3 says of its bytes and of when they were written.</summary>
    public async Task<SortedDictionary<string, string>> ReadObjectsOfAsync(CrashYear year)
    {
        using var client = servers.OpenS3();
        var objects = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var request = new ListObjectsV2Request { BucketName = TestServers.Bucket, Prefix = Silos.Name };
        for (ListObjectsV2Response? page = null; page is null or { IsTruncated: true }; request.ContinuationToken = page.NextContinuationToken)
        {
            page = await client.ListObjectsV2Async(request);
            foreach (var entry in page.S3Objects.Where(entry => entry.Key.Contains($"{year.Year}/", StringComparison.Ordinal)))
                objects.Add(entry.Key, $"{entry.ETag} {entry.LastModified:O}");
        }

        return objects;
    }

    /// <summary>Every row of a year's grain state, with its ETag.</summary>
    public async Task<SortedDictionary<string, string>> ReadStateOfAsync(CrashYear year)
    {
        using var client = new AmazonDynamoDBClient(new BasicAWSCredentials("any", "any"), new AmazonDynamoDBConfig { ServiceURL = Database.Endpoint.ToString() });
        var rows = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var request = new ScanRequest { TableName = "OrleansGrainState", ConsistentRead = true };
        for (ScanResponse? page = null; page is null or { LastEvaluatedKey.Count: > 0 }; request.ExclusiveStartKey = page.LastEvaluatedKey)
        {
            page = await client.ScanAsync(request);
            // The year stands first in a grain's key; a publication's year stands in the keys of all years.
            foreach (var row in page.Items.Where(row => row["GrainReference"].S.Split('/')[1] == year.Year.ToString(CultureInfo.InvariantCulture)))
                rows.Add($"{row["GrainReference"].S} {row["GrainType"].S}", row["ETag"].N);
        }

        return rows;
    }

    /// <summary>The cluster's lake, past the proxy.</summary>
    public IObjectStore OpenLake() => servers.OpenLake(Silos.Lake);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (Client is not null) await Client.DisposeAsync();
        if (_cluster is not null) await _cluster.DisposeAsync();
        foreach (var owned in _owned) await owned.DisposeAsync();
        _folder.Dispose();
    }

    private async Task StartAsync()
    {
        await servers.StartAsync();
        var sources = _folder["sources"];
        _files = Enumerable.Range(FirstYear, YearCount).ToDictionary(year => year, year => FileGenerator.Generate(
            new GeneratorOptions { Layout = EraCatalog.Find("general-g3"), ProgramYear = year, SizeBytes = FileBytes, BadShare = 0.01, Seed = (ulong)(Seed * 100 + year) }, sources));
        var undisturbed = _folder["undisturbed"];
        (await ProgramRun.RunAsync(["ingest", sources, "--lake", undisturbed, .. CrashYear.Options])).Expect(ExitCodes.Ok);
        _expected = await PublishedLake.ReadAsync(new LocalObjectStore(undisturbed));

        Database = Own(await DynamoDbLocal.StartAsync(_folder["dynamodb"]));
        S3 = Own(FaultProxy.Start(servers.S3.Endpoint));
        DynamoDb = Own(FaultProxy.Start(Database.Endpoint));
        _cluster = await TestCluster.StartAsync(servers, SiloCount, environment: new Dictionary<string, string?>
        {
            [ClusterSettings.S3Endpoint.Variable] = S3.Endpoint.ToString(),
            [ClusterSettings.DynamoDbEndpoint.Variable] = DynamoDb.Endpoint.ToString(),
            [ClusterSettings.Slots.Variable] = "2",
        });
        Client = await _cluster.ConnectAsync();
    }

    private T Own<T>(T owned) where T : IAsyncDisposable
    {
        _owned.Insert(0, owned);
        return owned;
    }
}
