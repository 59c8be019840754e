using System.Net;
using Amazon.DynamoDBv2.Model;
using OpenPayments.Orleans.DynamoDB;
using Orleans.Configuration;
using Orleans.Runtime;

namespace Orleans.Clustering.DynamoDB;

/// <summary>The rows of the membership table: one for the table's version, and one for each silo.</summary>
internal static class MembershipRow
{
    public const string DeploymentId = "DeploymentId";
    public const string SiloIdentity = "SiloIdentity";
    public const string ETag = "ETag";
    public const string Status = "SiloStatus";
    public const string ProxyPort = "ProxyPort";
    public const string IAmAliveTime = "IAmAliveTime";
    public const string MembershipVersion = "MembershipVersion";
    public const string VersionRow = "VersionRow";

    private const string Address = "Address";
    private const string Port = "Port";
    private const string Generation = "Generation";
    private const string HostName = "HostName";
    private const string SiloName = "SiloName";
    private const string SuspectingSilos = "SuspectingSilos";
    private const string SuspectingTimes = "SuspectingTimes";
    private const string StartTime = "StartTime";
    private const char Separator = '|';

    public static TableSchema Schema { get; } = new(KeyPart.Text(DeploymentId), KeyPart.Text(SiloIdentity));

    public static Item VersionKey(string clusterId) => Key(clusterId, VersionRow);

    public static Item Key(string clusterId, SiloAddress silo) => Key(clusterId, $"{silo.Endpoint.Address}-{silo.Endpoint.Port}-{silo.Generation}");

    /// <summary>All rows of a cluster.</summary>
    public static QueryRequest QueryOf(string clusterId) => new()
    {
        KeyConditionExpression = $"{DeploymentId} = :cluster",
        ExpressionAttributeValues = new() { [":cluster"] = Items.Text(clusterId) },
        ConsistentRead = true,
    };

    public static Item KeyOf(Item row) => new() { [DeploymentId] = row[DeploymentId], [SiloIdentity] = row[SiloIdentity] };

    public static bool IsVersion(Item row) => row.TextOf(SiloIdentity) == VersionRow;

    /// <summary>The version row of an empty table, with the silo attributes that the official package gives it.</summary>
    public static Item FirstVersion(string clusterId) => new(VersionKey(clusterId).Concat(Version(0, 0)))
    {
        [Port] = Items.Number(0),
        [Generation] = Items.Number(0),
        [Status] = Items.Number(0),
        [ProxyPort] = Items.Number(0),
    };

    public static Item Version(int version, int etag) => new() { [MembershipVersion] = Items.Number(version), [ETag] = Items.Number(etag) };

    public static Item Alive(DateTime time) => new() { [IAmAliveTime] = Items.Text(LogFormatter.PrintDate(time)) };

    public static TableVersion ReadVersion(Item row) =>
        new(Int(row, MembershipVersion), Int(row, ETag).ToString(System.Globalization.CultureInfo.InvariantCulture));

    public static Item Write(string clusterId, MembershipEntry entry, int version, int etag)
    {
        var row = new Item(Key(clusterId, entry.SiloAddress).Concat(Version(version, etag)).Concat(Alive(entry.IAmAliveTime)))
        {
            [Address] = Items.Text(entry.SiloAddress.Endpoint.Address.ToString()),
            [Port] = Items.Number(entry.SiloAddress.Endpoint.Port),
            [Generation] = Items.Number(entry.SiloAddress.Generation),
            [Status] = Items.Number((int)entry.Status),
            [ProxyPort] = Items.Number(entry.ProxyPort),
            [StartTime] = Items.Text(LogFormatter.PrintDate(entry.StartTime)),
        };
        if (!string.IsNullOrWhiteSpace(entry.HostName)) row[HostName] = Items.Text(entry.HostName);
        if (!string.IsNullOrWhiteSpace(entry.SiloName)) row[SiloName] = Items.Text(entry.SiloName);
        if (entry.SuspectTimes is { Count: > 0 } votes)
        {
            row[SuspectingSilos] = Items.Text(string.Join(Separator, votes.Select(vote => vote.Item1.ToParsableString())));
            row[SuspectingTimes] = Items.Text(string.Join(Separator, votes.Select(vote => LogFormatter.PrintDate(vote.Item2))));
        }

        return row;
    }

    /// <summary>Throws for a row that is not whole: to leave it out would hide a silo from the cluster.</summary>
    public static Tuple<MembershipEntry, string> Read(Item row)
    {
        try
        {
            var entry = new MembershipEntry
            {
                SiloAddress = SiloAddress.New(IPAddress.Parse(Required(row, Address)), Int(row, Port), Int(row, Generation)),
                HostName = row.TextOf(HostName)!,
                SiloName = row.TextOf(SiloName)!,
                Status = (SiloStatus)Int(row, Status),
                ProxyPort = Int(row, ProxyPort),
                StartTime = Date(row, StartTime),
                IAmAliveTime = Date(row, IAmAliveTime),
            };
            var silos = List(row, SuspectingSilos);
            var times = List(row, SuspectingTimes);
            if (silos.Length != times.Length) throw new FormatException($"{silos.Length} silos suspect it at {times.Length} times");
            foreach (var (silo, time) in silos.Zip(times)) entry.AddSuspector(SiloAddress.FromParsableString(silo), LogFormatter.ParseDate(time));
            return Tuple.Create(entry, Int(row, ETag).ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is not DynamoDBException)
        {
            throw new DynamoDBException($"The membership row {row.TextOf(SiloIdentity)} of cluster {row.TextOf(DeploymentId)} is damaged ({e.Message.TrimEnd('.')}): delete it if that silo is gone.", e);
        }
    }

    /// <summary>Dead, and nothing about it is of the cutoff or later.</summary>
    public static bool IsDefunct(Tuple<MembershipEntry, string> member, DateTimeOffset cutoff)
    {
        // Times are stored to the millisecond: a row of the cutoff itself must not look older for it.
        var before = new DateTime(cutoff.UtcTicks - (cutoff.UtcTicks % TimeSpan.TicksPerMillisecond));
        var (entry, _) = member;
        return entry.Status == SiloStatus.Dead
            && entry.StartTime < before
            && entry.IAmAliveTime < before
            && (entry.SuspectTimes is null || entry.SuspectTimes.TrueForAll(vote => vote.Item2 < before));
    }

    /// <summary>Where clients reach the silo of a row.</summary>
    public static Uri Gateway(Item row) =>
        SiloAddress.New(IPAddress.Parse(Required(row, Address)), Int(row, ProxyPort), Int(row, Generation)).ToGatewayUri();

    private static Item Key(string clusterId, string identity) => new() { [DeploymentId] = Items.Text(clusterId), [SiloIdentity] = Items.Text(identity) };

    private static string Required(Item row, string name) =>
        row.TextOf(name) is { Length: > 0 } text ? text : throw new FormatException($"it has no {name}");

    private static int Int(Item row, string name) =>
        row.NumberOf(name) is { } number ? checked((int)number) : throw new FormatException($"it has no {name}");

    private static DateTime Date(Item row, string name) =>
        row.TextOf(name) is { Length: > 0 } text ? LogFormatter.ParseDate(text) : default;

    private static string[] List(Item row, string name) => row.TextOf(name)?.Split(Separator, StringSplitOptions.RemoveEmptyEntries) ?? [];
}
