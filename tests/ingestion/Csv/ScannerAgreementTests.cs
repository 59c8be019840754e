using System.Text;
using OpenPayments.Ingestion.Csv;
using OpenPayments.Ingestion.Tests.Landing;
using Sylvan.Data.Csv;

namespace OpenPayments.Ingestion.Tests.Csv;

/// <summary>Every kernel, landing's scanner and an independent reader, on the same random input. A failure names its seed.</summary>
public sealed class ScannerAgreementTests
{
    private const int SeedCount = 2000;

    private static readonly ScannerKernel[] VectorKernels = [ScannerKernel.Vector512, ScannerKernel.Vector256];

    [Fact]
    public void ValidCsv_IsReadAlike_ByUsAndByAnIndependentReader()
    {
        for (var seed = 0; seed < SeedCount; seed++)
        {
            var random = new Random(seed);
            var (bytes, records) = RandomCsv.Valid(random);
            var found = AssertAgreement(bytes, random, seed);
            var ours = found.Cells.Select(cells => cells.Select(cell => Encoding.UTF8.GetString(cell)).ToArray()).ToList();
            AssertSame(records, ours, seed);
            // Sylvan takes the first CR that it sees, quoted or not, for the file's line end.
            var hasLoneCr = records.Any(cells => cells.Contains("\r"));
            if (!hasLoneCr) AssertSame(ReadWithSylvan(bytes), ours, seed);
        }
    }

    [Fact]
    public void DamagedCsv_IsReadAlike_ByEveryKernelAndByLanding()
    {
        for (var seed = 0; seed < SeedCount; seed++)
        {
            var random = new Random(seed);
            AssertAgreement(RandomCsv.Damaged(random), random, seed);
        }
    }

    [Fact]
    public void Noise_IsReadAlike_ByEveryKernelAndByLanding()
    {
        for (var seed = 0; seed < SeedCount; seed++)
        {
            var random = new Random(seed);
            AssertAgreement(RandomCsv.Noise(random), random, seed);
        }
    }

    private static ScannedText AssertAgreement(byte[] input, Random random, int seed)
    {
        var reference = ScannedText.Scan(input, ScannerKernel.Scalar, () => input.Length);
        var windowBytes = random.Next(1, 2 * input.Length + 2);
        int NextSize() => random.Next(1, windowBytes + 1);
        foreach (var kernel in VectorKernels)
        {
            AssertSame(reference, ScannedText.Scan(input, kernel, () => input.Length, seed), $"{kernel}, one window", seed);
            AssertSame(reference, ScannedText.Scan(input, kernel, NextSize, seed), $"{kernel}, random windows", seed);
        }

        AssertSame(reference, ScannedText.Scan(input, ScannerKernel.Scalar, NextSize, seed), "Scalar, random windows", seed);
        AssertLandingAgrees(reference, FoundBoundaries.Scan(input, NextSize), seed);
        AssertTiles(reference, input, seed);
        return reference;
    }

    private static void AssertSame(ScannedText expected, ScannedText actual, string what, int seed)
    {
        var isSame = expected.Records.SequenceEqual(actual.Records) && expected.Ranges.SequenceEqual(actual.Ranges)
            && expected.BlankLineCount == actual.BlankLineCount && expected.HasHighBytes == actual.HasHighBytes;
        if (isSame) return;
        Assert.Fail($"Seed {seed}, {what}: expected\n{string.Join('\n', expected.Records)}\nbut found\n{string.Join('\n', actual.Records)}");
    }

    private static void AssertLandingAgrees(ScannedText expected, FoundBoundaries actual, int seed)
    {
        var ends = expected.Ranges.Select(range => range.Offset + range.Length).ToList();
        var isSame = ends.Count == actual.RecordEnds.Count && ends.SkipLast(1).SequenceEqual(actual.RecordEnds.SkipLast(1))
            && expected.BlankLineCount == actual.BlankLineCount;
        Assert.True(isSame, $"Seed {seed}: records end at {string.Join(' ', ends)}, but landing says {string.Join(' ', actual.RecordEnds)}; blank lines {expected.BlankLineCount} and {actual.BlankLineCount}.");
    }

    /// <summary>Between the records there is nothing but line ends, as many as there are blank lines.</summary>
    private static void AssertTiles(ScannedText found, byte[] input, int seed)
    {
        var blankLines = 0L;
        var position = 0L;
        foreach (var (offset, length) in found.Ranges.Append((input.Length, 0)))
        {
            foreach (var b in input.AsSpan((int)position, (int)(offset - position)))
            {
                Assert.True(b is (byte)'\r' or (byte)'\n', $"Seed {seed}: a byte of no record before {offset}.");
                if (b == '\n') blankLines++;
            }

            position = offset + length;
        }

        Assert.True(found.BlankLineCount == blankLines, $"Seed {seed}: {found.BlankLineCount} blank lines instead of {blankLines}.");
    }

    private static void AssertSame(List<string[]> expected, List<string[]> actual, int seed)
    {
        Assert.True(expected.Count == actual.Count, $"Seed {seed}: {expected.Count} records, but {actual.Count} found.");
        for (var i = 0; i < expected.Count; i++)
            Assert.True(expected[i].SequenceEqual(actual[i]), $"Seed {seed}, record {i}: [{string.Join("][", expected[i])}] but found [{string.Join("][", actual[i])}].");
    }

    private static List<string[]> ReadWithSylvan(byte[] bytes)
    {
        var options = new CsvDataReaderOptions { HasHeaders = false, Delimiter = ',', CsvStyle = CsvStyle.Standard, ResultSetMode = ResultSetMode.SingleResult };
        using var reader = CsvDataReader.Create(new StreamReader(new MemoryStream(bytes), new UTF8Encoding(false)), options);
        var records = new List<string[]>();
        while (reader.Read())
            records.Add([.. Enumerable.Range(0, reader.RowFieldCount).Select(reader.GetString)]);
        return records;
    }
}
