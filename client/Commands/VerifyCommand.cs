using System.CommandLine;
using System.Text.Json;
using OpenPayments.Client.Lakes;
using OpenPayments.Client.Output;
using OpenPayments.Client.Progress;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion;

namespace OpenPayments.Client.Commands;

/// <summary><c>verify</c>: reads every byte of the lake again and says what is not as it was published.</summary>
public static class VerifyCommand
{
    private const int MostOrphans = 10;

    public static Command Create(Terminal terminal)
    {
        var lake = new LakeOptions();
        var json = CommonOptions.Json();
        var command = new Command("verify", "Recompute the lake digest and the digest of every object, and say what differs.") { json };
        lake.AddTo(command);
        command.SetAction(async (result, cancellation) =>
        {
            await using var connection = await lake.OpenAsync(result, cancellation);
            var line = terminal.CanRedraw ? new PercentLine(terminal.Error, "Reading the lake", TimeProvider.System) : null;
            var verification = await LakeVerifier.VerifyAsync(connection.Store, line, cancellation);
            line?.Clear();
            if (result.GetValue(json))
                terminal.Out.WriteLine(JsonSerializer.Serialize(verification, LakeJson.Indented));
            else
                Describe(verification, terminal.Out);
            return verification.IsIntact ? ExitCodes.Ok : ExitCodes.CheckFailed;
        });
        return command;
    }

    private static void Describe(LakeVerification verification, TextWriter writer)
    {
        foreach (var difference in verification.Differences) writer.WriteLine(difference);
        writer.WriteLine(verification.IsIntact
            ? $"Intact: {Figures.Number(verification.ObjectCount, "object")}, {Figures.Bytes(verification.LengthBytes)} read, every digest as published."
            : $"{Figures.Number(verification.Differences.Length, "difference")} in {Figures.Number(verification.ObjectCount, "object")}, {Figures.Bytes(verification.LengthBytes)}.");
        if (!verification.Orphans.IsEmpty)
        {
            writer.WriteLine($"Beside them {Figures.Number(verification.Orphans.Length, "object")} that nothing published refers to, left by interrupted or repeated runs; no reader sees them:");
            foreach (var orphan in verification.Orphans.Take(MostOrphans)) writer.WriteLine($"  {orphan}");
            if (verification.Orphans.Length > MostOrphans) writer.WriteLine($"  ... and {verification.Orphans.Length - MostOrphans} more");
        }

        writer.WriteLine($"Digest {verification.Digest}");
        if (verification.Digest != verification.RecordedDigest) writer.WriteLine($"Published as {verification.RecordedDigest}");
    }
}
