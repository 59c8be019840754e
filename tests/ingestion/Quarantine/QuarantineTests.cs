using System.Text;
using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Quarantine;
using OpenPayments.Ingestion.Rules;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Schema;
using OpenPayments.Ingestion.Tests.TestSupport;

namespace OpenPayments.Ingestion.Tests.Quarantine;

public sealed class QuarantineTests
{
    private static readonly QuarantineSource Source = new(
        new ChunkId(new FileId(2023, new DateOnly(2025, 1, 30), Kind.General), 42),
        "OP_DTL_GNRL_PGYR2023_P01302025.csv",
        new string('a', 64),
        new string('b', 16));

    private static readonly QuarantinedRecord[] Records =
    [
        new(7, 1234, "\"a\",\"b\"\r\n"u8.ToArray(), [new Finding("amount.type", Severity.Reject, "total_amount", "N/A", "The amount is not a number.")]),
        new(9, 5_000_000_000, [0xFF, 0x00, (byte)'\n'],
        [
            new Finding("text.utf8", Severity.Reject, "covered_recipient_last_name", "D\\xEDaz", "The text is not valid UTF-8."),
            new Finding("npi.check", Severity.Warn, "covered_recipient_npi", "1234567890", "The check digit is wrong."),
            new Finding("record.columns", Severity.Reject, "", "", "The record has 90 fields, the header 91."),
        ]),
        new(10, 5_000_000_003, Encoding.UTF8.GetBytes(new string('é', 40_000)), []),
        new(11, 5_000_080_003, [], [new Finding("record.columns", Severity.Reject, "", "東京", "No fields.")]),
    ];

    [Theory]
    [InlineData(CompressionCodec.Zstd)]
    [InlineData(CompressionCodec.Snappy)]
    public async Task Read_AfterWrite_GivesTheSameRecords(CompressionCodec codec)
    {
        var part = QuarantineWriter.Write(Records, Source, codec);
        AssertSame(Records, await ReadAsync(part.Bytes));
    }

    [Fact]
    public async Task Read_RandomRecords_GivesTheSameRecords()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            var records = Enumerable.Range(1, random.Next(1, 500)).Select(number => RandomRecord(random, number)).ToArray();
            AssertSame(records, await ReadAsync(QuarantineWriter.Write(records, Source, CompressionCodec.Zstd).Bytes));
        }
    }

    [Fact]
    public async Task Draft_ForgetsItsRecordsBytes_AndIsCompletedWithThem()
    {
        var random = new Random(1);
        var records = Enumerable.Range(1, 400).Select(number => RandomRecord(random, number) with { RawBytes = Encoding.ASCII.GetBytes(new string('x', 10_000)) }).ToArray();
        using var dropped = new QuarantineDraft(records, CompressionCodec.Zstd);
        using var draft = new QuarantineDraft(records, CompressionCodec.Zstd);
        Assert.InRange(draft.LengthBytes, 1, 100_000);

        var part = draft.Complete(Source);

        AssertSame(records, await ReadAsync(part.Bytes));
        var lengths = part.Statistics.Single(column => column.Column == "length_bytes");
        Assert.Equal(("10000", "10000"), (lengths.Min, lengths.Max));
    }

    [Fact]
    public async Task RecordsBeyondARowGroup_GoToTheNext()
    {
        var bytes = new byte[50 << 20];
        var records = Enumerable.Range(1, 3).Select(number => new QuarantinedRecord(number, number, bytes, [])).ToArray();

        var part = QuarantineWriter.Write(records, Source, CompressionCodec.Zstd).Bytes;

        await using var file = await global::Parquet.ParquetReader.CreateAsync(new MemoryStream(part.ToArray()));
        Assert.Equal(2, file.RowGroupCount);
        var rows = await ReadAsync(part);
        Assert.Equal([1L, 2, 3], rows.Select(row => row.Record.RecordNumber));
        Assert.All(rows, row => Assert.True(row.Record.RawBytes.AsSpan().SequenceEqual(bytes)));
    }

    [Fact]
    public void Write_SameRecords_GivesTheSameBytes()
    {
        var first = QuarantineWriter.Write(Records, Source, CompressionCodec.Zstd);
        var second = QuarantineWriter.Write(Records, Source, CompressionCodec.Zstd);
        Assert.Equal(first.Sha256, second.Sha256);
        Assert.True(first.Bytes.Span.SequenceEqual(second.Bytes.Span));
    }

    [Fact]
    public void DuckDb_ReadsFindingsAsAListOfStructs()
    {
        var part = QuarantineWriter.Write(Records, Source, CompressionCodec.Zstd);
        var types = DuckDbTable.Query(part.Bytes, "SELECT typeof(raw_record) AS raw, typeof(publication) AS published, typeof(findings) AS list FROM read_parquet('{0}') LIMIT 1");
        Assert.Equal("BLOB", types["raw"][0]);
        Assert.Equal("DATE", types["published"][0]);
        Assert.Equal("STRUCT(rule_id VARCHAR, severity VARCHAR, \"column\" VARCHAR, excerpt VARCHAR, reason VARCHAR)[]", types["list"][0]);

        var findings = DuckDbTable.Query(
            part.Bytes,
            "SELECT record_number, offset_bytes, length_bytes, chunk_index, source_file, _source_sha256, rule_set_fingerprint, f.rule_id, f.severity, f.\"column\", f.excerpt, f.reason "
            + "FROM (SELECT *, unnest(findings) f FROM read_parquet('{0}'))");
        var expected = Records.SelectMany(record => record.Findings, (record, finding) => (record, finding)).ToArray();
        Assert.Equal(expected.Select(pair => (object)pair.record.RecordNumber), findings["record_number"]);
        Assert.Equal(expected.Select(pair => (object)pair.record.OffsetBytes), findings["offset_bytes"]);
        Assert.Equal(expected.Select(pair => (object)pair.record.RawBytes.Length), findings["length_bytes"]);
        Assert.Equal(expected.Select(pair => (object)pair.finding.RuleId), findings["rule_id"]);
        Assert.Equal(expected.Select(pair => pair.finding.Severity == Severity.Reject ? "reject" : "warn"), findings["severity"]);
        Assert.Equal(expected.Select(pair => (object)pair.finding.Column), findings["column"]);
        Assert.Equal(expected.Select(pair => (object)pair.finding.Excerpt), findings["excerpt"]);
        Assert.Equal(expected.Select(pair => (object)pair.finding.Reason), findings["reason"]);
        Assert.All(findings["source_file"], name => Assert.Equal(Source.FileName, name));
        Assert.All(findings["chunk_index"], index => Assert.Equal(42, index));
    }

    [Fact]
    public void DuckDb_KeepsARecordWithoutFindings()
    {
        var part = QuarantineWriter.Write(Records, Source, CompressionCodec.Zstd);
        var lengths = DuckDbTable.Query(part.Bytes, "SELECT len(findings) AS count, octet_length(raw_record) AS size FROM read_parquet('{0}')");
        Assert.Equal(Records.Select(record => (object)(long)record.Findings.Count), lengths["count"]);
        Assert.Equal(Records.Select(record => (object)(long)record.RawBytes.Length), lengths["size"]);
    }

    [Fact]
    public void Arrow_ReadsFindingsAsNestedLists()
    {
        var part = QuarantineWriter.Write(Records, Source, CompressionCodec.Zstd);
        using var file = ArrowTable.Open(part.Bytes);
        using var group = file.RowGroup(0);
        var index = Enumerable.Range(0, file.FileMetaData.NumColumns).Single(i => file.FileMetaData.Schema.Column(i).Path.ToDotString() == "findings.list.element.rule_id");
        using var column = group.Column(index).LogicalReader<ParquetSharp.Nested<string>?[]>();
        var lists = column.ReadAll(Records.Length);
        Assert.Equal(Records.Select(record => record.Findings.Select(finding => finding.RuleId)), lists.Select(list => list.Select(rule => rule!.Value.Value)));
    }

    [Fact]
    public void Statistics_HoldTheRangeOfPositions()
    {
        var statistics = QuarantineWriter.Write(Records, Source, CompressionCodec.Zstd).Statistics.ToDictionary(column => column.Column);
        Assert.Equal(new ColumnStatistics("record_number", 0, "7", "11"), statistics["record_number"]);
        Assert.Equal(new ColumnStatistics("offset_bytes", 0, "1234", "5000080003"), statistics["offset_bytes"]);
        Assert.Equal(new ColumnStatistics("publication", 0, "2025-01-30", "2025-01-30"), statistics["publication"]);
    }

    private static QuarantinedRecord RandomRecord(Random random, long number)
    {
        var bytes = new byte[random.Next(2000)];
        random.NextBytes(bytes);
        var findings = Enumerable.Range(0, random.Next(5)).Select(i => new Finding($"rule.{random.Next(9)}", (Severity)random.Next(2), $"column_{i}", new string('x', random.Next(120)), $"Reason {i}."));
        return new QuarantinedRecord(number, number * 700, bytes, [.. findings]);
    }

    private static Task<IReadOnlyList<QuarantineRow>> ReadAsync(ReadOnlyMemory<byte> bytes) => QuarantineReader.ReadAsync(new MemoryStream(bytes.ToArray()));

    private static void AssertSame(QuarantinedRecord[] records, IReadOnlyList<QuarantineRow> rows)
    {
        Assert.Equal(records.Length, rows.Count);
        foreach (var (record, row) in records.Zip(rows))
        {
            Assert.Equal(record.RawBytes, row.Record.RawBytes);
            Assert.Equal((record.RecordNumber, record.OffsetBytes), (row.Record.RecordNumber, row.Record.OffsetBytes));
            Assert.Equal(record.Findings, row.Record.Findings);
            Assert.Equal((Source.FileName, Source.SourceSha256, 42), (row.SourceFile, row.SourceSha256, row.ChunkIndex));
            Assert.Equal((Source.Chunk.File.Publication, Source.RuleSetFingerprint), (row.Publication, row.RuleSetFingerprint));
        }
    }
}
