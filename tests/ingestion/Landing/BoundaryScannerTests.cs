using System.Text;
using OpenPayments.Ingestion.Csv;
using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Tests.Csv;

namespace OpenPayments.Ingestion.Tests.Landing;

public sealed class BoundaryScannerTests
{
    public static TheoryData<CsvCase> Cases => [.. CsvCases.All];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Append_EndsRecordsWhereTheParserDoes(CsvCase csvCase)
    {
        var input = Encoding.Latin1.GetBytes(csvCase.Input);
        var parsed = ScannedText.Scan(input, ScannerKernel.Scalar, () => input.Length);
        for (var piece = 1; piece < 140; piece++)
        {
            var found = FoundBoundaries.Scan(input, () => piece);
            Assert.Equal(csvCase.Records.Length, found.RecordEnds.Count);
            Assert.Equal(csvCase.BlankLineCount, found.BlankLineCount);
            Assert.Equal(parsed.Ranges.SkipLast(1).Select(r => r.Offset + r.Length), found.RecordEnds.SkipLast(1));
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Append_FindsTheSame_WhereverTheCaseStands(CsvCase csvCase)
    {
        for (var shift = 1; shift < 130; shift++)
        {
            var input = Encoding.Latin1.GetBytes(new string('x', shift) + "\n" + csvCase.Input);
            var found = FoundBoundaries.Scan(input, () => int.MaxValue);
            Assert.Equal(csvCase.Records.Length + 1, found.RecordEnds.Count);
            Assert.Equal(csvCase.BlankLineCount, found.BlankLineCount);
        }
    }

    [Theory]
    [InlineData(1 << 16)]
    [InlineData(1 << 20)]
    [InlineData(64 << 20)]
    public void Append_ForgetsAnUnclosedQuote_HoweverItsBytesCome(int piece)
    {
        var line = "a,b,c\n";
        var input = Encoding.Latin1.GetBytes("\"unclosed\n" + string.Concat(Enumerable.Repeat(line, 3 * CsvLimits.MaxRecordBytes / line.Length)));
        var found = FoundBoundaries.Scan(input, () => piece);
        Assert.Equal(10, found.RecordEnds[0]);
        Assert.Equal(1 + 3 * CsvLimits.MaxRecordBytes / line.Length, found.RecordEnds.Count);
    }

    [Fact]
    public void Append_HoldsNoMoreThanARecordMayBe_BehindAnUnclosedQuote()
    {
        var planner = new ChunkPlanner(1 << 20);
        var scanner = new BoundaryScanner(planner, "test.csv");
        scanner.Append("header\n\"unclosed\n"u8);
        var lines = Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat("a,b,c\n", 10_000)));
        for (var i = 0; i < 20; i++) scanner.Append(lines);
        Assert.Equal(1 + 20 * 10_000, planner.RecordCount);
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 3)]
    public void Append_EndsAQuotedRecordThatSpansLines_OnceItIsLongerThanAllowed(int excess, int recordCount)
    {
        var record = "\"a\n" + new string('x', CsvLimits.MaxRecordBytes + excess - 6) + "\",\n";
        Assert.Equal(CsvLimits.MaxRecordBytes + excess, record.Length);
        Assert.Equal(recordCount, FoundBoundaries.Scan(Encoding.Latin1.GetBytes(record + "b\n"), () => 300_000).RecordEnds.Count);
    }

    [Fact]
    public void Append_RefusesALineThatIsTooLong_WithNameAndOffset()
    {
        var scanner = new BoundaryScanner(new ChunkPlanner(1 << 20), "big.csv");
        scanner.Append("header\nfirst\n"u8);
        var piece = new byte[1 << 20];
        Array.Fill(piece, (byte)'x');
        var refusal = Assert.Throws<InputException>(() =>
        {
            for (var i = 0; i <= 16; i++) scanner.Append(piece);
        });
        Assert.Contains("big.csv", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("byte 13", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void Append_AcceptsTheLongestLine_AndNoLonger(int excess, bool isAccepted)
    {
        var line = new byte[CsvLimits.MaxLineBytes + excess];
        Array.Fill(line, (byte)'x');
        line[^1] = (byte)'\n';
        foreach (var piece in new[] { 1 << 20, 64 << 20 })
        {
            if (isAccepted) Assert.Single(FoundBoundaries.Scan(line, () => piece).RecordEnds);
            else Assert.Throws<InputException>(() => FoundBoundaries.Scan(line, () => piece));
        }
    }

    [Theory]
    [InlineData("\uFEFF\"a\",b\n1,2\n", 1)]
    [InlineData("\uFEFFa\n1\n2", 2)]
    [InlineData("\uFEFF", 0)]
    [InlineData("\uFEFF\n\na\n1\n", 1)]
    public void Append_TakesAByteOrderMarkForNoPartOfTheHeader(string file, int recordCount)
    {
        for (var piece = 1; piece < 12; piece++)
        {
            var planner = new ChunkPlanner(1);
            var scanner = new BoundaryScanner(planner, "test.csv");
            foreach (var bytes in Encoding.UTF8.GetBytes(file).Chunk(piece)) scanner.Append(bytes);
            scanner.Complete();
            Assert.Equal(recordCount, planner.RecordCount);
            Assert.Equal(0, planner.BlankLineCount);
        }
    }
}
