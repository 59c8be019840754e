using OpenPayments.Ingestion.Columns;

namespace OpenPayments.Ingestion.Parquet;

/// <summary>
/// Turns the columns of one chunk into the bytes of one Parquet file. The same columns always give the same bytes: retries
/// and other machines must write the same object. One writer belongs to one worker, which reuses it for every part.
/// </summary>
public interface IPartWriter : IDisposable
{
    /// <summary>Writes all rows; the part's bytes stay valid until the next call.</summary>
    /// <param name="columns">In table order, each of exactly <paramref name="rowCount"/> rows.</param>
    WrittenPart Write(IReadOnlyList<ColumnData> columns, int rowCount);
}
