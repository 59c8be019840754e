using OpenPayments.Ingestion.Stores;
using OpenPayments.Storage.S3;
using OpenPayments.Tests.Servers;

namespace OpenPayments.Storage.Tests.S3;

/// <summary>The contract on a server, in a place of its own a test.</summary>
public abstract class S3StoreContract(S3Servers servers, string server) : ObjectStoreContract, IAsyncLifetime
{
    private readonly List<S3ObjectStore> _stores = [];

    protected override int RaceCount => 12;

    protected S3StoreOptions Options { get; set; } = null!;

    protected S3Location Place { get; } = S3Servers.NewLocation();

    public virtual async ValueTask InitializeAsync() => Options = await servers.OptionsAsync(server);

    protected override IObjectStore OpenStore()
    {
        var store = new S3ObjectStore(Place, Options);
        lock (_stores) _stores.Add(store);
        return store;
    }

    public virtual ValueTask DisposeAsync()
    {
        foreach (var store in _stores) store.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}

public sealed class CephContractTests(S3Servers servers) : S3StoreContract(servers, "ceph");

public sealed class MotoContractTests(S3Servers servers) : S3StoreContract(servers, "moto");

/// <summary>The contract with every ninth request going wrong on its way, in all the ways there are.</summary>
public abstract class FaultyCephContract(S3Servers servers, int seed) : S3StoreContract(servers, "ceph")
{
    private FaultProxy _proxy = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _proxy = FaultProxy.Start(Options.Endpoint!);
        _proxy.DelayTime = TimeSpan.FromMilliseconds(20);
        _proxy.Choose = FaultProxy.Seeded(seed, 0.11);
        Options = Options with { Endpoint = _proxy.Endpoint };
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _proxy.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

public sealed class FaultyCephContractTests1(S3Servers servers) : FaultyCephContract(servers, 1);

public sealed class FaultyCephContractTests2(S3Servers servers) : FaultyCephContract(servers, 2);
