using System.Text;
using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Schema;
using OpenPayments.Ingestion.Sources;
using OpenPayments.Ingestion.Tests.TestSupport;

namespace OpenPayments.Ingestion.Tests.Landing;

/// <summary>A lake in memory and files to land in it.</summary>
internal sealed class LandingFixture
{
    public static readonly FileId Id = new(2023, new DateOnly(2025, 1, 30), Kind.General);

    public MemoryObjectStore Store { get; } = new();

    public static string RawKey(string fileName = "a.csv") => LakeKeys.Raw(Id, fileName);

    public static string LandingKey => LakeKeys.Landing(Id);

    public byte[]? Raw => Store.Objects.GetValueOrDefault(RawKey());

    public static SourceFile Source(long lengthBytes, string fileName = "a.csv") =>
        new(Id, "/downloads/" + fileName, null, fileName, lengthBytes, DateTimeOffset.UnixEpoch, new FileLayout(Kind.General, "general-g3", []), null);

    public static IngestionSettings Chunks(long sizeBytes) => new() { ChunkSizeBytes = sizeBytes };

    public Task<LandedFile> LandAsync(string text, string fileName = "a.csv", IngestionSettings? settings = null) =>
        LandAsync(Encoding.Latin1.GetBytes(text), fileName, settings);

    public Task<LandedFile> LandAsync(byte[] bytes, string fileName = "a.csv", IngestionSettings? settings = null) =>
        LandAsync(Source(bytes.Length, fileName), new MemoryStream(bytes), settings);

    public Task<LandedFile> LandAsync(SourceFile source, Stream bytes, IngestionSettings? settings = null, IProgress<long>? progress = null, CancellationToken cancellation = default) =>
        new Lander(Store).LandAsync(source, bytes, settings ?? new IngestionSettings(), progress, cancellation);

    /// <summary>Records of several lengths, some with newlines in quotes, some broken, some blank lines.</summary>
    public static byte[] File(int recordCount, int seed = 1)
    {
        var random = new Random(seed);
        var text = new StringBuilder("a,b,c\n");
        for (var i = 0; i < recordCount; i++)
        {
            var filler = new string('x', random.Next(200));
            text.Append(random.Next(20) switch
            {
                0 => $"{i},\"two\nlines {filler}\",\n",
                1 => $"{i},stray \" quote {filler},\n",
                2 => $"{i},\"unclosed {filler},\n",
                3 => $"\n{i},after a blank line,\r\n",
                _ => $"{i},\"{filler}\",\"\"\n",
            });
        }

        return Encoding.Latin1.GetBytes(text.ToString());
    }
}

/// <summary>Tells at once, on the thread that reports.</summary>
internal sealed class InlineProgress(Action<long> report) : IProgress<long>
{
    public void Report(long value) => report(value);
}

/// <summary>Gives its bytes in small pieces, and may fail instead of ending.</summary>
internal sealed class PiecemealStream(byte[] bytes, int pieceBytes, Exception? failure = null) : MemoryStream(bytes)
{
    public override int Read(Span<byte> buffer) =>
        Position == Length && failure is not null ? throw failure : base.Read(buffer[..Math.Min(buffer.Length, pieceBytes)]);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Read(buffer.Span));
    }
}
