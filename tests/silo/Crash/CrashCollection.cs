namespace OpenPayments.Silo.Tests.Crash;

/// <summary>All that crashes does so one after the other, over one cluster.</summary>
[CollectionDefinition(nameof(CrashCluster))]
public sealed class CrashCollection : ICollectionFixture<CrashCluster>;
