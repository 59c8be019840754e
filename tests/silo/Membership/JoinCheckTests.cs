using System.Net;
using Microsoft.Extensions.Time.Testing;
using OpenPayments.Grains.Cluster;
using OpenPayments.Ingestion;
using OpenPayments.Silo.Membership;
using Orleans;
using Orleans.Runtime;

namespace OpenPayments.Silo.Tests.Membership;

public sealed class JoinCheckTests
{
    private static readonly SiloIdentity Self = new("new", 2, "1.0.0", "s3://b/lake");
    private static readonly SiloAddress Here = At(1);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly List<MembershipEntry> _members = [];
    private readonly HashSet<SiloAddress> _silent = [];

    private static SiloAddress At(int port) => SiloAddress.New(IPAddress.Loopback, port, 7);

    private MembershipEntry Add(int port, SiloIdentity identity, SiloStatus status = SiloStatus.Active)
    {
        var now = _time.GetUtcNow().UtcDateTime;
        var entry = new MembershipEntry { SiloAddress = At(port), SiloName = identity.ToString(), Status = status, StartTime = now.AddHours(-1), IAmAliveTime = now };
        _members.Add(entry);
        return entry;
    }

    private Task CheckAsync(DateTime? startedAt = null) =>
        new JoinCheck(new Table(_members), _time, (silo, _) => Task.FromResult(!_silent.Contains(silo))).RunAsync("c", Self, Here, startedAt, CancellationToken.None);

    private async Task<string> RefusalAsync(DateTime? startedAt = null) => (await Assert.ThrowsAsync<InputException>(() => CheckAsync(startedAt))).Message;

    [Fact]
    public async Task AnEmptyCluster_AndOneOfOurOwnKind_MayBeJoined()
    {
        await CheckAsync();
        Add(2, Self with { Name = "other", Slots = 9 });
        await CheckAsync();
    }

    [Fact]
    public async Task AnotherVersion_IsNamedWithItsSilo()
    {
        Add(2, Self with { Name = "old-1", Version = "0.9.0" });
        var refusal = await RefusalAsync();
        Assert.Contains("the silo old-1 at 127.0.0.1:2 is of version 0.9.0, and this one of 1.0.0", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnotherLake_IsNamedWithItsSilo()
    {
        Add(2, Self with { Name = "old-1", Lake = "/lake" }, SiloStatus.Joining);
        Assert.Contains("works on the lake /lake, and this one on s3://b/lake", await RefusalAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SilosThatDoNotLive_DoNotCount()
    {
        Add(2, Self with { Version = "0" }, SiloStatus.Dead);
        Add(3, Self with { Version = "0" }, SiloStatus.ShuttingDown);
        Add(4, Self with { Version = "0" }).IAmAliveTime -= TimeSpan.FromMinutes(1);
        _silent.Add(Add(5, Self with { Version = "0" }).SiloAddress);
        Add(1, Self with { Version = "0" });
        await CheckAsync();
    }

    [Fact]
    public async Task OfTwoThatJoinedAtOnce_TheLaterOneGivesWay()
    {
        var other = Add(2, Self with { Version = "0" });
        await CheckAsync(other.StartTime.AddSeconds(-1));
        await RefusalAsync(other.StartTime.AddSeconds(1));
    }

    private sealed class Table(List<MembershipEntry> members) : IMembershipTable
    {
        public Task<MembershipTableData> ReadAll() =>
            Task.FromResult(new MembershipTableData([.. members.Select(member => Tuple.Create(member, "0"))], new TableVersion(1, "1")));

        public Task<MembershipTableData> ReadAllAsync(CancellationToken cancellationToken = default) => ReadAll();

        public Task InitializeMembershipTable(bool tryInitTableVersion) => throw new NotSupportedException();

        public Task DeleteMembershipTableEntries(string clusterId) => throw new NotSupportedException();

        public Task CleanupDefunctSiloEntries(DateTimeOffset beforeDate) => throw new NotSupportedException();

        public Task<MembershipTableData> ReadRow(SiloAddress key) => throw new NotSupportedException();

        public Task<bool> InsertRow(MembershipEntry entry, TableVersion tableVersion) => throw new NotSupportedException();

        public Task<bool> UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion) => throw new NotSupportedException();

        public Task UpdateIAmAlive(MembershipEntry entry) => throw new NotSupportedException();
    }
}
