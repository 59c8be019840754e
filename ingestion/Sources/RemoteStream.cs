using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Sources;

/// <summary>Ranged reads as a stream that can seek, so that a zip archive is read where it is.</summary>
internal sealed class RemoteStream(IObjectReader reader) : Stream
{
    private long _announcedBytes;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => reader.LengthBytes;

    public override long Position { get; set; }

    /// <summary>Says that so many bytes will be read one after the other from wherever the next read is.</summary>
    public void AnnounceNext(long lengthBytes) => _announcedBytes = lengthBytes;

    public override int Read(Span<byte> buffer)
    {
        if (_announcedBytes > 0) reader.Announce(Position, _announcedBytes);
        _announcedBytes = 0;
        var count = reader.Read(Position, buffer);
        Position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Read(buffer.Span));
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => Length + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) reader.Dispose();
        base.Dispose(disposing);
    }
}
