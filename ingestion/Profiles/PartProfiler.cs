using OpenPayments.Ingestion.Columns;
using OpenPayments.Ingestion.Profiles.Sketches;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Ingestion.Profiles;

/// <summary>Sketches the columns of a chunk while they are still in memory. Belongs to one worker, which reuses it for every chunk.</summary>
internal sealed class PartProfiler : IDisposable
{
    private readonly ColumnSketcher _sketcher = new();
    private readonly MemoryStream _plain = new();

    /// <summary>What <c>metadata/profiles</c> keeps beside a part, a function of the part's rows.</summary>
    /// <param name="columns">Of the part; what we added to the file's own is left out.</param>
    public byte[] Profile(IReadOnlyList<ColumnData> columns) =>
        SketchFormat.Write([.. columns.Where(column => !ProvenanceColumns.All.Any(own => own.Name == column.Name)).Select(_sketcher.Take)], _plain);

    public void Dispose() => _plain.Dispose();
}
