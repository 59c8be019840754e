using System.IO.Compression;
using System.IO.Hashing;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Sources;

/// <summary>
/// Reads a source and vouches for it: at its end the length must be the one found and, in an archive, the checksum the stored
/// one, because the framework unpacks damaged entries without a word. Owns the archive.
/// </summary>
internal sealed class SourceStream(SourcePlace place, Stream inner, ZipArchive? archive = null, uint storedCrc32 = 0) : Stream
{
    private readonly Crc32 _crc32 = new();
    private long _lengthBytes;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => place.LengthBytes;

    public override long Position
    {
        get => _lengthBytes;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        try
        {
            var count = inner.Read(buffer);
            Account(buffer[..count], buffer.Length);
            return count;
        }
        catch (Exception exception) when (exception is InvalidDataException or (IOException and not StoreException))
        {
            throw Unreadable(exception);
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            var count = await inner.ReadAsync(buffer, cancellationToken);
            Account(buffer.Span[..count], buffer.Length);
            return count;
        }
        catch (Exception exception) when (exception is InvalidDataException or (IOException and not StoreException))
        {
            throw Unreadable(exception);
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
            archive?.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Account(ReadOnlySpan<byte> bytes, int askedBytes)
    {
        _lengthBytes += bytes.Length;
        if (archive is not null) _crc32.Append(bytes);
        var isEnd = bytes.IsEmpty && askedBytes > 0;
        if (_lengthBytes > place.LengthBytes || (isEnd && _lengthBytes < place.LengthBytes))
            throw archive is null ? SourceOpener.Changed(place) : ZipSource.Damaged(place.Path);
        if (isEnd && archive is not null && _crc32.GetCurrentHashAsUInt32() != storedCrc32)
            throw ZipSource.Damaged(place.Path);
    }

    private InputException Unreadable(Exception exception) => archive is null
        ? new InputException($"{place.Location} cannot be read to its end: {exception.Message} Check the disk it is on, then start again.", exception)
        : ZipSource.Damaged(place.Path, exception);
}
