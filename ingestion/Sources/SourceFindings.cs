namespace OpenPayments.Ingestion.Sources;

/// <summary>What was found in the paths that the user named.</summary>
/// <param name="Files">One for each id, by program year, publication and kind.</param>
/// <param name="Summaries">CMS's summary files, in the order of paths.</param>
/// <param name="Skipped">Everything else that was looked at, with the reason, in the order of paths.</param>
public sealed record SourceFindings(IReadOnlyList<SourceFile> Files, IReadOnlyList<SummarySource> Summaries, IReadOnlyList<SkippedSource> Skipped);

/// <param name="Path">Of the file, or <c>ENTRY in ARCHIVE</c>.</param>
/// <param name="Reason">Completes a sentence that begins with the path: "is empty".</param>
public sealed record SkippedSource(string Path, string Reason);
