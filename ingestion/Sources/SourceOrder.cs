using OpenPayments.Ingestion.Runs;

namespace OpenPayments.Ingestion.Sources;

internal static class SourceOrder
{
    public static IComparer<FileId> ById { get; } = Comparer<FileId>.Create((left, right) =>
        (left.ProgramYear, left.Publication, left.Kind).CompareTo((right.ProgramYear, right.Publication, right.Kind)));
}
