using OpenPayments.GrainInterfaces;
using OpenPayments.GrainInterfaces.States;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Sources;

namespace OpenPayments.Grains.Years;

/// <summary>A run's record as far as its year knows it. A function of what is persisted, so that it comes out the same after a crash.</summary>
internal static class RunRecordOf
{
    private const string Command = "ingest";

    public static RunRecord Year(int programYear, YearState year, IFileStages stages)
    {
        var request = year.Request!;
        return new RunRecord(
            request.RunId,
            programYear,
            Command,
            request.RequestedBy,
            RunVersions.Current,
            request.Settings,
            request.Force,
            stages.GetSettingsFingerprint(request.Settings),
            Fingerprints.OfRequest(request),
            year.StartedAt,
            year.FinishedAt!.Value,
            LakeJson.Word(YearFiles.OutcomeOf(year.Files)),
            Error: null,
            [.. year.Files.Select(file => File(request.Files.First(source => source.Id == file.Id), file))]);
    }

    private static RunFile File(SourceFile source, FileStatus file)
    {
        var progress = file.Progress;
        return new RunFile(source, LakeJson.Word(progress.Outcome!.Value), progress.Error, progress.StartedAt, progress.LandedAt, progress.FinishedAt, file.Summary?.Validation);
    }
}
