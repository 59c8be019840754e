using System.CommandLine;
using System.Globalization;
using System.Text;
using OpenPayments.Benchmarks.Compare;
using OpenPayments.Benchmarks.Options;

namespace OpenPayments.Benchmarks.Crashes;

/// <summary>
/// <c>crashes</c>: the crash tests of the cluster, every case of them, with one seed after another. The tests say what they survived
/// and how long the run took from there; this command counts.
/// </summary>
public static class CrashesCommand
{
    private const string Tests = "tests/silo/bin/Release/net10.0/OpenPayments.Silo.Tests.dll";

    public static Command Create()
    {
        var seed = new Option<int>("--seed") { Description = "The first seed.", DefaultValueFactory = _ => 1 };
        var rounds = new Option<int>("--rounds") { Description = "How many seeds.", DefaultValueFactory = _ => 3 };
        var save = new SaveOption();
        var command = new Command("crashes", "Run every crash test of the cluster with several seeds. Build tests/silo before.") { seed, rounds, save };
        command.SetAction(result => save.Publish(result, Run(result.GetValue(seed), result.GetValue(rounds))));
        return command;
    }

    private static string Run(int firstSeed, int rounds)
    {
        var log = Path.GetTempFileName();
        Environment.SetEnvironmentVariable("OPENPAYMENTS_CRASH_LOG", log);
        Environment.SetEnvironmentVariable("OPENPAYMENTS_CRASH_ALL", "1");
        var machine = Machine.Describe();
        try
        {
            for (var seed = firstSeed; seed < firstSeed + rounds; seed++)
            {
                Environment.SetEnvironmentVariable("OPENPAYMENTS_CRASH_SEED", seed.ToString(CultureInfo.InvariantCulture));
                // A test that fails ends the benchmark with all that it says.
                ChildProcess.Run("dotnet", [Path.Combine(Repository.Root, Tests), "-noLogo", "-noColor", "-namespace", "*.Crash"]);
            }

            return Describe(machine, [.. File.ReadLines(log).Select(line => line.Split('\t'))]);
        }
        finally
        {
            File.Delete(log);
        }
    }

    private static string Describe(Machine machine, IReadOnlyList<string[]> cases)
    {
        var report = new StringBuilder();
        report.Append(CultureInfo.InvariantCulture, $"# Crashes\n\n{machine}.\n\n");
        report.Append(CultureInfo.InvariantCulture, $"Three silo processes over DynamoDB Local and Ceph's S3 gateway, a file of 15 chunks; {cases.Count} disturbed runs. ");
        report.Append("Each ended by itself with the objects and bytes of an undisturbed run on one machine, tables and manifests in agreement, and every record once for a reader. ");
        report.Append("Seconds are from the disturbance, or from its end for what was stopped and started again, to the end of the run.\n\n");
        report.Append("| disturbance | at | runs | median s | longest s |\n|---|---|--:|--:|--:|\n");
        foreach (var group in cases.GroupBy(entry => (Disturbance: entry[1], Moment: entry[2])).OrderBy(group => group.Key))
        {
            var seconds = group.Select(entry => double.Parse(entry[3], CultureInfo.InvariantCulture)).Order().ToList();
            report.Append(CultureInfo.InvariantCulture, $"| {group.Key.Disturbance} | {group.Key.Moment} | {seconds.Count} | {seconds[seconds.Count / 2]:F1} | {seconds[^1]:F1} |\n");
        }

        return report.Append(CultureInfo.InvariantCulture, $"\n```\n{Repository.CommandLine}\n```\n").ToString();
    }
}
