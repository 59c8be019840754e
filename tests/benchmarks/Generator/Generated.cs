using System.Text;
using OpenPayments.Generator;
using OpenPayments.Ingestion.Schema;
using Sylvan.Data.Csv;

namespace OpenPayments.Benchmarks.Tests.Generator;

/// <summary>A generated file in memory, and how an independent reader sees it.</summary>
internal sealed record Generated(GeneratedFile File, byte[] Bytes)
{
    /// <summary>The ids of all eras: a test runs once for each.</summary>
    public static TheoryData<string> Eras => [.. EraCatalog.Eras.Select(era => era.EraId)];

    public static Generated From(GeneratorOptions options)
    {
        using var stream = new MemoryStream();
        var file = FileGenerator.Generate(options, stream);
        return new Generated(file, stream.ToArray());
    }

    /// <summary>The physical lines after the header, each with its line end, and where they start.</summary>
    public IEnumerable<(int Offset, int Length)> Lines()
    {
        var start = Array.IndexOf(Bytes, (byte)'\n') + 1;
        while (start < Bytes.Length)
        {
            var end = Array.IndexOf(Bytes, (byte)'\n', start) + 1;
            yield return (start, end - start);
            start = end;
        }
    }

    public string Text(long offset, int length) => Encoding.UTF8.GetString(Bytes, (int)offset, length);

    /// <summary>Reads records with Sylvan, which fails on quoting that is not RFC 4180.</summary>
    public static List<string[]> Read(TextReader text, bool hasHeader, out string[] header)
    {
        using var reader = CsvDataReader.Create(text, new CsvDataReaderOptions { HasHeaders = hasHeader, BufferSize = 1 << 20, ResultSetMode = ResultSetMode.SingleResult });
        header = hasHeader ? [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)] : [];
        var rows = new List<string[]>();
        while (reader.Read())
        {
            if (reader.RowFieldCount != reader.FieldCount) throw new InvalidDataException($"Row {reader.RowNumber} has {reader.RowFieldCount} fields.");
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetString)]);
        }

        return rows;
    }

    public List<string[]> ReadAll(out string[] header) => Read(new StreamReader(new MemoryStream(Bytes)), hasHeader: true, out header);
}
