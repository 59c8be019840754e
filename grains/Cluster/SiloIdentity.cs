using System.Globalization;
using System.Reflection;

namespace OpenPayments.Grains.Cluster;

/// <summary>
/// What silos know of one another before they talk: it is a silo's name in the membership table, the one thing there that
/// is free for us, such as <c>web-1 | 4 slots | 0.1.0+3ae3899 | s3://bucket/lake</c>.
/// </summary>
public sealed record SiloIdentity(string Name, int Slots, string Version, string Lake)
{
    private const string Separator = " | ";
    private const string SlotsUnit = " slots";

    /// <summary>Of this build, with its commit.</summary>
    public static string ThisVersion { get; } = typeof(SiloIdentity).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    /// <summary>Null for a silo that is not called in this way: one of a test or of another program.</summary>
    public static SiloIdentity? Parse(string? siloName) =>
        siloName?.Split(Separator, 4) is [var name, var slots, var version, var lake]
        && slots.EndsWith(SlotsUnit, StringComparison.Ordinal)
        && int.TryParse(slots.AsSpan(0, slots.Length - SlotsUnit.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? new SiloIdentity(name, count, version, lake)
            : null;

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Name.Replace('|', '-')}{Separator}{Slots}{SlotsUnit}{Separator}{Version}{Separator}{Lake}");
}
