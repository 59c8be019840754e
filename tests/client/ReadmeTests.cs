using System.Text.RegularExpressions;
using OpenPayments.Client.Tests.Processes;

namespace OpenPayments.Client.Tests;

/// <summary>
/// What the README tells people to type works, in its order, on a lake of its own, and prints what stands there but for
/// times and paths. OPENPAYMENTS_README=write puts the real output into the README instead of comparing.
/// </summary>
public sealed partial class ReadmeTests
{
    private static readonly string ReadmePath = Path.Combine(Repository.Root, "README.md");

    [Fact]
    public async Task EveryCommandOfTheReadme_Works_AndPrintsWhatStandsThere()
    {
        using var folder = new TemporaryFolder();
        File.CreateSymbolicLink(folder["openpayments"], Repository.Launcher);
        File.CreateSymbolicLink(folder["samples"], Repository.Samples);
        var readme = await File.ReadAllTextAsync(ReadmePath);
        var written = readme;
        var commands = Command().Matches(readme);
        Assert.Contains(commands, command => command.Groups["script"].Value == "./openpayments ingest samples\n");

        foreach (Match command in commands)
        {
            using var run = ProgramRun.StartOther("bash", ["-euc", command.Groups["script"].Value], start => start.WorkingDirectory = folder.Path);
            var lines = (await run.EndAsync()).Expect(ExitCodes.Ok).Out.TrimEnd('\n').Split('\n');
            if (!command.Groups["output"].Success) continue;

            var shown = command.Groups["output"].Value.TrimEnd('\n').Split('\n');
            // The README may leave out the beginning.
            var start = Array.FindIndex(lines, line => Normalize(line) == Normalize(shown[0]));
            var real = lines[Math.Max(start, 0)..];
            if (Environment.GetEnvironmentVariable("OPENPAYMENTS_README") == "write")
                written = written.Replace(command.Groups["output"].Value, string.Join('\n', real).Replace(folder.Path, "/home/you/openpayments", StringComparison.Ordinal) + "\n", StringComparison.Ordinal);
            else
                Assert.Equal(shown.Select(Normalize), real.Select(Normalize));
        }

        if (written != readme) await File.WriteAllTextAsync(ReadmePath, written);
    }

    [Fact]
    public void EveryLinkedFile_IsThere()
    {
        foreach (Match link in Link().Matches(File.ReadAllText(ReadmePath)))
            Assert.True(File.Exists(Path.Combine(Repository.Root, link.Groups[1].Value)), $"The README links to {link.Groups[1].Value}, which is not there.");
    }

    /// <summary>A line without what differs from run to run: times, speeds, paths, and the widths that follow from them.</summary>
    private static string Normalize(string line) => Varying().Replace(line, "").TrimEnd();

    /// <summary>A block to run, and its output where a text block follows at once.</summary>
    [GeneratedRegex("^```bash\n(?<script>.*?)^```\n(\n```text\n(?<output>.*?)^```$)?", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Command();

    [GeneratedRegex(@" +(\d+(\.\d)? s|-) +(\d+\.\d|-)$| in \d+\.\d s, \d+\.\d MB/s\.$|(?<=^Lake ).*| +|-+(?= |$)| time +MB/s$")]
    private static partial Regex Varying();

    [GeneratedRegex(@"\]\((?!https?:)([^)]+)\)")]
    private static partial Regex Link();
}
