using OpenPayments.GrainInterfaces;

namespace OpenPayments.Client.Progress;

/// <summary>The stages and outcomes of a file in the words that people read.</summary>
public static class StageWords
{
    public static string Of(FileView file) => file.Outcome is { } outcome ? Of(outcome) : Of(file.Stage);

    public static string Of(FileStage stage) => stage switch
    {
        FileStage.Waiting => "waiting",
        FileStage.Landing => "landing",
        FileStage.Processing => "ingesting",
        FileStage.Validating => "validating",
        FileStage.Validated => "validated",
        FileStage.Publishing => "publishing",
        FileStage.Finished => "finished",
        _ => throw new ArgumentOutOfRangeException(nameof(stage), stage, null),
    };

    public static string Of(FileOutcome outcome) => outcome switch
    {
        FileOutcome.Published => "published",
        FileOutcome.Unchanged => "unchanged",
        FileOutcome.CheckFailed => "check failed",
        FileOutcome.Failed => "failed",
        FileOutcome.Held => "held back",
        FileOutcome.Cancelled => "stopped",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, null),
    };
}
