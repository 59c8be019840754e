using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OpenPayments.Ingestion.Csv;
using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Tests.Csv;

namespace OpenPayments.Ingestion.Tests.Landing;

/// <summary>What one landing finds out.</summary>
public sealed class LanderTests
{
    private readonly LandingFixture _lake = new();

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(100_000)]
    [InlineData(1L << 40)]
    public async Task Land_CutsTheFileIntoChunksOfWholeRecords(long chunkSizeBytes)
    {
        var file = LandingFixture.File(2000);
        var landed = await _lake.LandAsync(file, settings: LandingFixture.Chunks(chunkSizeBytes));

        Assert.Equal(SHA256.HashData(file), Convert.FromHexString(landed.Sha256));
        Assert.Equal(file.Length, landed.LengthBytes);
        var offset = 6L;
        var records = 0L;
        var blankLines = 0L;
        foreach (var chunk in landed.Chunks)
        {
            Assert.Equal(offset, chunk.OffsetBytes);
            Assert.Equal(records + 1, chunk.FirstRecordNumber);
            var bytes = file.AsSpan((int)chunk.OffsetBytes, (int)chunk.LengthBytes).ToArray();
            var parsed = ScannedText.Scan(bytes, ScannerKernel.Scalar, () => bytes.Length);
            Assert.Equal(parsed.Ranges.Count, chunk.RecordCount);
            if (chunk.Index < landed.Chunks.Length - 1)
            {
                Assert.True(chunk.LengthBytes >= chunkSizeBytes);
                if (parsed.Ranges.Count > 1) Assert.True(parsed.Ranges[^2].Offset + parsed.Ranges[^2].Length < chunkSizeBytes);
            }

            offset += chunk.LengthBytes;
            records += chunk.RecordCount;
            blankLines += parsed.BlankLineCount;
        }

        Assert.Equal(file.Length, offset);
        Assert.Equal(landed.RecordCount, records);
        Assert.Equal(landed.BlankLineCount, blankLines);
        Assert.True(landed.BlankLineCount > 0);
    }

    [Fact]
    public async Task Land_FindsTheSame_HoweverTheStreamGivesItsBytes()
    {
        // Longer than the buffers that go round, so that records cross their ends.
        var file = LandingFixture.File(240_000);
        Assert.True(file.Length > 5 * LandingBlock.CapacityBytes);
        var whole = await _lake.LandAsync(file, settings: LandingFixture.Chunks(500_000));
        foreach (var piece in new[] { 777, 65_536, 1_000_003 })
        {
            var lake = new LandingFixture();
            var pieces = await lake.LandAsync(LandingFixture.Source(file.Length), new PiecemealStream(file, piece), LandingFixture.Chunks(500_000));
            Assert.Equal(JsonSerializer.Serialize(whole, LakeJson.Options), JsonSerializer.Serialize(pieces, LakeJson.Options));
            Assert.Equal(file, lake.Raw);
        }
    }

    [Fact]
    public async Task Land_CopiesTheBytesUntouched_AndWritesDownWhatItFound()
    {
        var file = "\uFEFFa,b\r\n1,\"x\ny\"\r\n\r\n2,z"u8.ToArray();
        var landed = await _lake.LandAsync(file);

        Assert.Equal(file, _lake.Raw);
        Assert.Equal(LandingFixture.RawKey(), landed.RawKey);
        Assert.Equal(2, landed.RecordCount);
        Assert.Equal(1, landed.BlankLineCount);
        Assert.Equal(new ChunkRange(0, 8, file.Length - 8, 1, 2), Assert.Single(landed.Chunks));
        var written = JsonSerializer.Deserialize<LandedFile>(_lake.Store.Objects[LandingFixture.LandingKey], LakeJson.Options)!;
        Assert.Equal(JsonSerializer.Serialize(landed, LakeJson.Options), JsonSerializer.Serialize(written, LakeJson.Options));
        Assert.Equal(0, _lake.Store.OpenWriterCount);
    }

    [Fact]
    public async Task Land_GivesBlankLinesBehindTheLastRecord_ToItsChunk()
    {
        var landed = await _lake.LandAsync("a\n1\n2\n\n\n", settings: LandingFixture.Chunks(1));
        Assert.Equal([new ChunkRange(0, 2, 2, 1, 1), new ChunkRange(1, 4, 4, 2, 1)], landed.Chunks);
        Assert.Equal(2, landed.BlankLineCount);
    }

    [Fact]
    public async Task Land_TellsWindows1252FromUtf8()
    {
        Assert.Equal(TextEncoding.Windows1252, (await _lake.LandAsync("a\nJos\xE9\n")).Encoding);
        Assert.Equal(TextEncoding.Utf8, (await new LandingFixture().LandAsync(Encoding.UTF8.GetBytes("a\nJosé\n"))).Encoding);
    }

    [Fact]
    public async Task Land_TellsHowFarItIs_ToTheEnd()
    {
        var file = LandingFixture.File(120_000);
        Assert.True(file.Length > 2 * LandingBlock.CapacityBytes);
        var reports = new List<long>();
        await _lake.LandAsync(LandingFixture.Source(file.Length), new MemoryStream(file), null, new InlineProgress(reports.Add));
        Assert.True(reports.Count > 2);
        Assert.Equal(reports.Order(), reports);
        Assert.Equal(file.Length, reports[^1]);
    }
}
