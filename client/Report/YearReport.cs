using System.Collections.Immutable;
using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Profiles;
using OpenPayments.Ingestion.Reconciliation;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Client.Report;

/// <summary>
/// Everything that the report page of a program year says. A function of what the lake holds of the year: no time and no
/// path in it that does not stand there.
/// </summary>
/// <param name="Publication">The publication that was asked for; null for what the tables show.</param>
/// <param name="Reasons">Why the verdict is not a pass, worst first.</param>
/// <param name="Runs">The last ones, newest first.</param>
public sealed record YearReport(int ProgramYear, DateOnly? Publication, Verdict Verdict, ImmutableArray<ReportReason> Reasons, ImmutableArray<ReportedFile> Files, ImmutableArray<RunFigures> Runs);

/// <param name="File">Null when it is about the year as a whole.</param>
/// <param name="Check">Name of the check that says so.</param>
public sealed record ReportReason(string? File, Verdict Verdict, string Check, string Words);

/// <summary>One file of the year, from its origin to what can be seen in it.</summary>
/// <param name="Quarantine">Null when it cannot be read, like everything that may be null here; the troubles say why.</param>
/// <param name="Former">The publication before, null when the lake holds none.</param>
/// <param name="Profile">Null also when the file was ingested by a version that took no profiles.</param>
public sealed record ReportedFile(
    string File,
    Kind Kind,
    DateOnly Publication,
    SubjectState State,
    FileOrigin Origin,
    FileCounts Records,
    ImmutableArray<AmountTotals> Amounts,
    ImmutableArray<RuleCount> Findings,
    FileProof Proof,
    QuarantineFigures? Quarantine,
    DriftFigures Drift,
    PaymentFigures? Payments,
    DateOnly? Former,
    PublicationComparison? Comparison,
    FileProfile? Profile,
    ImmutableArray<ReadingTrouble> Troubles)
{
    internal const string QuarantineSubject = "quarantine";
    internal const string PaymentsSubject = "payments";
    internal const string ComparisonSubject = "comparison";
    internal const string ProfileSubject = "profile";

    /// <summary>Why something is not there; null when that is no fault of the lake.</summary>
    internal string? TroubleWith(string subject) => Troubles.FirstOrDefault(trouble => trouble.Subject == subject)?.Words;
}

/// <summary>What a damaged lake keeps the report from saying.</summary>
/// <param name="Subject">quarantine, payments, comparison or profile.</param>
public sealed record ReadingTrouble(string Subject, string Words);

/// <param name="RunId">The run that published the file; null when nobody wrote it down.</param>
public sealed record FileOrigin(string EraId, TextEncoding Encoding, string RawKey, string RawSha256, long LengthBytes, int ChunkCount, int PartCount, long PartBytes, string? RunId);

public sealed record FileCounts(long Scanned, long Accepted, long Quarantined);

/// <param name="Reason">What is wrong with a record that breaks the rule.</param>
public sealed record RuleCount(string Rule, string Reason, long Count);
