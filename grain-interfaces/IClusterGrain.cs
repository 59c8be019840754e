using System.Collections.Immutable;
using Orleans.Concurrency;

namespace OpenPayments.GrainInterfaces;

/// <summary>Says what a cluster is, so that a client needs to know no more than how to reach it. There is one, under <see cref="Key"/>.</summary>
[Alias("openpayments.cluster")]
public interface IClusterGrain : IGrainWithStringKey
{
    const string Key = "cluster";

    [AlwaysInterleave]
    [Alias("get-state")]
    Task<ClusterDescription> GetState();
}

/// <param name="Version">Of the program that the silos run; the same for all of them.</param>
/// <param name="Lake">A folder, or <c>s3://bucket/prefix</c>; the same for all silos.</param>
[GenerateSerializer, Immutable, Alias("openpayments.cluster-description")]
public sealed record ClusterDescription(string ClusterId, string Version, string Lake, ImmutableArray<SiloDescription> Silos);

/// <param name="Address">Where other silos reach it, such as <c>10.0.0.5:11111</c>.</param>
/// <param name="Slots">How much stage work it does at a time.</param>
[GenerateSerializer, Immutable, Alias("openpayments.silo-description")]
public sealed record SiloDescription(string Name, string Address, int Slots);
