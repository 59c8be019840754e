using System.Text;
using OpenPayments.Ingestion.Csv;

namespace OpenPayments.Ingestion.Tests.Csv;

public sealed class StructuralScannerTests
{
    public static TheoryData<ScannerKernel> Kernels => [ScannerKernel.Scalar, ScannerKernel.Vector256, ScannerKernel.Vector512, ScannerKernel.Best];

    public static TheoryData<CsvCase, ScannerKernel> CasesByKernel
    {
        get
        {
            var data = new TheoryData<CsvCase, ScannerKernel>();
            foreach (var csvCase in CsvCases.All)
                foreach (var kernel in Kernels)
                    data.Add(csvCase, kernel);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(CasesByKernel))]
    public void Scan_FindsTheRecordsOfTheCase(CsvCase csvCase, ScannerKernel kernel)
    {
        var found = ScannedText.Scan(csvCase.Input, kernel);
        Assert.Equal(csvCase.Records, found.Records);
        Assert.Equal(csvCase.BlankLineCount, found.BlankLineCount);
        Assert.Equal(csvCase.Input.Any(c => c >= 0x80), found.HasHighBytes);
    }

    /// <summary>The same case at every distance to the ends of 64-byte blocks and of empty-bit words.</summary>
    [Theory]
    [MemberData(nameof(CasesByKernel))]
    public void Scan_FindsTheSame_WhereverTheCaseStands(CsvCase csvCase, ScannerKernel kernel)
    {
        for (var shift = 1; shift < 130; shift++)
        {
            var found = ScannedText.Scan(new string(',', shift - 1) + "\n" + csvCase.Input, kernel);
            var before = shift == 1 ? 0 : 1;
            Assert.Equal(csvCase.Records, found.Records.Skip(before));
            Assert.Equal(csvCase.BlankLineCount + 1 - before, found.BlankLineCount);
        }
    }

    [Theory]
    [MemberData(nameof(CasesByKernel))]
    public void Scan_FindsTheSame_HoweverWindowsCutTheCase(CsvCase csvCase, ScannerKernel kernel)
    {
        for (var window = 1; window < 12; window++)
        {
            var found = ScannedText.Scan(Encoding.Latin1.GetBytes(csvCase.Input), kernel, () => window);
            Assert.Equal(csvCase.Records, found.Records);
            Assert.Equal(csvCase.BlankLineCount, found.BlankLineCount);
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Scan_BreaksAQuotedRecordThatSpansLines_OnceItIsLongerThanAllowed(ScannerKernel kernel)
    {
        var lines = new StringBuilder("\"start\n");
        while (lines.Length < CsvLimits.MaxRecordBytes - 100) lines.Append("inner,line\n");
        var inner = lines.ToString();

        var longest = inner + new string('x', CsvLimits.MaxRecordBytes - inner.Length - 2) + "\"\n";
        Assert.Equal(CsvLimits.MaxRecordBytes, longest.Length);
        Assert.Single(ScannedText.Scan(longest, kernel).Records);

        var tooLong = inner + new string('x', CsvLimits.MaxRecordBytes - inner.Length - 1) + "\"\nnext\n";
        var found = ScannedText.Scan(tooLong, kernel);
        Assert.Equal("[start] Escaped, UnterminatedQuote", found.Records[0]);
        Assert.Equal("[inner][line]", found.Records[1]);
        Assert.EndsWith("Escaped, StrayQuote", found.Records[^2], StringComparison.Ordinal);
        Assert.Equal("[next]", found.Records[^1]);
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Scan_GivesUpOnAnUnclosedQuote_BeforeTheInputEnds(ScannerKernel kernel)
    {
        var line = "a,b,c\n";
        var input = "\"unclosed\n" + string.Concat(Enumerable.Repeat(line, CsvLimits.MaxRecordBytes / line.Length + 2));
        var buffer = new byte[input.Length + StructuralScanner.PaddingBytes];
        Encoding.Latin1.GetBytes(input, buffer);
        var scanner = new StructuralScanner(kernel);

        Assert.Equal(0, scanner.Scan(buffer, 0, CsvLimits.MaxRecordBytes, isEnd: false));
        Assert.Equal(input.Length, scanner.Scan(buffer, 0, input.Length, isEnd: false));
        Assert.Equal(RecordFlags.Escaped | RecordFlags.UnterminatedQuote, scanner.Flags[0]);
        Assert.Equal(3, scanner.CellCounts[1]);
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Scan_KeepsALineThatIsTooLong_AsOneFlaggedRecord(ScannerKernel kernel)
    {
        var cell = new string('x', CsvLimits.MaxRecordBytes);
        Assert.Equal([$"[a][{cell}] TooLong", "[b]"], ScannedText.Scan($"a,{cell}\nb\n", kernel).Records);
        Assert.Equal([$"[{cell}][a\"b] Escaped, StrayQuote, TooLong", "[c]"], ScannedText.Scan($"\"{cell}\",a\"b\nc\n", kernel).Records);
        Assert.Equal([$"[{cell}] Escaped, UnterminatedQuote, TooLong", "[b\"] Escaped, StrayQuote"], ScannedText.Scan($"\"{cell}\nb\"\n", kernel).Records);
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Scan_ManyDamagedLines_StaysLinear(ScannerKernel kernel)
    {
        var line = "\"abc\",\"d\"e,\"\n";
        var count = (4 << 20) / line.Length;
        var buffer = new byte[count * line.Length + StructuralScanner.PaddingBytes];
        for (var i = 0; i < count; i++) Encoding.Latin1.GetBytes(line, buffer.AsSpan(i * line.Length));
        var scanner = new StructuralScanner(kernel);

        scanner.Scan(buffer, 0, count * line.Length, isEnd: true);
        Assert.Equal(count, scanner.RecordCount);
    }

    [Fact]
    public void Scan_AllocatesNothing_OnceItsBuffersHaveGrown()
    {
        var text = string.Concat(Enumerable.Repeat("\"a\",,\"b\"\"c\",12\nstray\"quote\n", 2000));
        var buffer = new byte[text.Length + StructuralScanner.PaddingBytes];
        Encoding.Latin1.GetBytes(text, buffer);
        var scanner = new StructuralScanner();
        scanner.Scan(buffer, 0, text.Length, isEnd: true);

        var before = GC.GetAllocatedBytesForCurrentThread();
        scanner.Scan(buffer, 0, text.Length, isEnd: true);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Scan_DemandsReadableBytesAfterTheWindow() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new StructuralScanner().Scan(new byte[100], 0, 100, isEnd: true));
}
