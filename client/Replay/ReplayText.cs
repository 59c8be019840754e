using System.Globalization;
using System.Text;
using OpenPayments.Client.Output;
using OpenPayments.Ingestion.Runs.Replay;

namespace OpenPayments.Client.Replay;

/// <summary>The outcome of a replay for people.</summary>
public static class ReplayText
{
    private const int MostDifferences = 50;

    public static string Describe(IReadOnlyList<RunReplay> replays)
    {
        var text = new StringBuilder();
        foreach (var replay in replays)
        {
            text.Append(CultureInfo.InvariantCulture, $"{replay.ProgramYear}, run {replay.RunId}\n");
            foreach (var note in replay.Notes) text.Append(CultureInfo.InvariantCulture, $"  note     {note}\n");
            foreach (var difference in replay.Differences.Take(MostDifferences)) text.Append(CultureInfo.InvariantCulture, $"  differs  {difference}\n");
            if (replay.Differences.Length > MostDifferences) text.Append(CultureInfo.InvariantCulture, $"  ... and {replay.Differences.Length - MostDifferences} more; --json lists them all\n");
            var what = replay.MustHaveSameBytes ? "every digest as recorded" : "counts, cents and content as recorded";
            text.Append("  ").Append(replay.IsEqual ? $"Equal: {Sum(replay)}, {what}." : $"{Figures.Number(replay.Differences.Length, "difference")} in {Sum(replay)}.").Append('\n');
            text.Append(CultureInfo.InvariantCulture, $"  Digest   {replay.ReplayedDigest}\n");
            if (replay.ReplayedDigest != replay.RecordedDigest) text.Append(CultureInfo.InvariantCulture, $"  Recorded {replay.RecordedDigest}\n");
        }

        return text.ToString();
    }

    private static string Sum(RunReplay replay) =>
        $"{Figures.Number(replay.FileCount, "file")}, {Figures.Number(replay.ChunkCount, "chunk")}, {Figures.Number(replay.PartCount, "part")} from {Figures.Bytes(replay.LengthBytes)}";
}
