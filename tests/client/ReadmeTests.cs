using System.Text.RegularExpressions;
using OpenPayments.Client.Tests.Processes;

namespace OpenPayments.Client.Tests;

/// <summary>What the README tells people to type works, in its order, on a lake of its own.</summary>
public sealed partial class ReadmeTests
{
    private static readonly string Readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));

    [Fact]
    public async Task EveryCommandOfTheReadme_Works_AndPrintsTheDigestThatStandsThere()
    {
        using var folder = new TemporaryFolder();
        File.CreateSymbolicLink(folder["openpayments"], Repository.Launcher);
        File.CreateSymbolicLink(folder["samples"], Repository.Samples);
        var script = string.Concat(Blocks("bash").Select(block => block + "\n"));
        Assert.Contains("./openpayments ingest samples", script, StringComparison.Ordinal);

        using var run = ProgramRun.StartOther("bash", ["-euc", script], start => start.WorkingDirectory = folder.Path);
        var result = (await run.EndAsync()).Expect(ExitCodes.Ok);

        var digest = DigestLine().Match(Readme);
        Assert.True(digest.Success, "The README shows no digest.");
        Assert.Contains(digest.Value, result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryLinkedFile_IsThere()
    {
        foreach (Match link in Link().Matches(Readme))
            Assert.True(File.Exists(Path.Combine(Repository.Root, link.Groups[1].Value)), $"The README links to {link.Groups[1].Value}, which is not there.");
    }

    private static IEnumerable<string> Blocks(string language) =>
        Fence().Matches(Readme).Where(block => block.Groups[1].Value == language).Select(block => block.Groups[2].Value);

    [GeneratedRegex("^```([a-z]*)\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex("^Digest [0-9a-f]{64}$", RegexOptions.Multiline)]
    private static partial Regex DigestLine();

    [GeneratedRegex(@"\]\((?!https?:)([^)]+)\)")]
    private static partial Regex Link();
}
