using ParquetSharp;
using ParquetSharp.IO;

namespace OpenPayments.Ingestion.Tests.TestSupport;

/// <summary>A Parquet file as Arrow's C++ reader sees it, page checksums verified.</summary>
public static class ArrowTable
{
    public static Dictionary<string, object?[]> Read(ReadOnlyMemory<byte> bytes)
    {
        using var file = Open(bytes);
        var table = new Dictionary<string, object?[]>();
        for (var i = 0; i < file.FileMetaData.NumColumns; i++)
        {
            var rows = new List<object?>();
            for (var g = 0; g < file.FileMetaData.NumRowGroups; g++)
            {
                using var group = file.RowGroup(g);
                using var column = group.Column(i).LogicalReader();
                rows.AddRange(column.Apply(new RowVisitor(group.MetaData.NumRows)));
            }

            table.Add(file.FileMetaData.Schema.Column(i).Name, [.. rows]);
        }

        return table;
    }

    public static ParquetFileReader Open(ReadOnlyMemory<byte> bytes)
    {
        var properties = ReaderProperties.GetDefaultReaderProperties();
        properties.EnablePageChecksumVerification();
        return new ParquetFileReader(new MemoryStream(bytes.ToArray()), properties, leaveOpen: false);
    }

    private sealed class RowVisitor(long rowCount) : ILogicalColumnReaderVisitor<IEnumerable<object?>>
    {
        public IEnumerable<object?> OnLogicalColumnReader<TElement>(LogicalColumnReader<TElement> reader) =>
            reader.ReadAll((int)rowCount).Select(value => value is Date date ? DateOnly.FromDateTime(date.DateTime) : (object?)value);
    }
}
