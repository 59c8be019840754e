using System.Text.RegularExpressions;
using OpenPayments.Client.Tests.Processes;
using OpenPayments.Silo.Settings;

namespace OpenPayments.Silo.Tests;

/// <summary>The compose file cannot be run where there is no Docker; that it says nothing the silo does not know can be checked anywhere.</summary>
public sealed partial class ComposeTests
{
    private static readonly string Compose = File.ReadAllText(Path.Combine(Repository.Root, "docker-compose.yml"));
    private static readonly string Dockerfile = File.ReadAllText(Path.Combine(Repository.Root, "infra", "container", "Dockerfile"));

    [Fact]
    public void EveryVariable_IsOneThatTheSiloKnows()
    {
        var known = ClusterSettings.All.SelectMany(setting => setting.OtherVariables.Append(setting.Variable)).ToHashSet();
        var used = Variable().Matches(Compose + Dockerfile).Select(match => match.Value).ToHashSet();

        Assert.NotEmpty(used);
        Assert.All(used, name => Assert.Contains(name, known));
    }

    [Fact]
    public void ItsValues_MakeASilo()
    {
        var values = Assignment().Matches(Compose).ToDictionary(match => match.Groups[1].Value, match => match.Groups[3].Success ? match.Groups[3].Value : match.Groups[2].Value.Trim('"'), StringComparer.Ordinal);
        var options = SiloOptions.Read(new SettingValues(_ => null, values.GetValueOrDefault, _ => null));

        Assert.Equal(("compose", "s3://openpayments/lake"), (options.Connection.ClusterId, options.Lake));
        Assert.True(options.DashboardToken?.Length >= 12);
    }

    [Fact]
    public void EveryImage_HasATag_AndEveryPort_IsOnLoopback()
    {
        Assert.All(Image().Matches(Compose), match => Assert.True(match.Groups[1].Value == "openpayments" || (match.Groups[1].Value.Contains(':', StringComparison.Ordinal) && !match.Groups[1].Value.EndsWith(":latest", StringComparison.Ordinal)), match.Value));
        Assert.NotEmpty(Port().Matches(Compose));
        Assert.All(Port().Matches(Compose), match => Assert.StartsWith("127.0.0.1:", match.Groups[1].Value, StringComparison.Ordinal));
    }

    [Fact]
    public void Image_HoldsEveryProjectOfTheProgram()
    {
        var launcher = File.ReadAllText(Repository.Launcher);
        var sources = Sources().Match(launcher).Groups[1].Value.Split(' ');
        Assert.All(sources, source => Assert.Contains($"COPY {source}/*.csproj {source}/packages.lock.json {source}/", Dockerfile, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"\b(OPENPAYMENTS_|Orleans__)\w+")]
    private static partial Regex Variable();

    [GeneratedRegex(@"^  (OPENPAYMENTS_\w+): (\$\{\w+:-([^}]*)\}|.*)$", RegexOptions.Multiline)]
    private static partial Regex Assignment();

    [GeneratedRegex(@"^\s+image: (\S+)$", RegexOptions.Multiline)]
    private static partial Regex Image();

    [GeneratedRegex("^\\s+- \"([0-9.:]+:\\d+)\"$", RegexOptions.Multiline)]
    private static partial Regex Port();

    [GeneratedRegex(@"^sources=\(([^)]*)\)$", RegexOptions.Multiline)]
    private static partial Regex Sources();
}
