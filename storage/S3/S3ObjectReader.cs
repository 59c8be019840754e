using System.Globalization;
using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Storage.S3;

/// <summary>
/// Reads ranges of one object. Of an announced range several blocks are fetched ahead of the caller; anything else is fetched
/// as it is asked for. Every request names the version that was opened, so that no read ever mixes two.
/// The object's first bytes come with the opening and are kept: a small object is read by one request.
/// </summary>
internal sealed class S3ObjectReader : IObjectReader
{
    private const int FirstBytes = 256 << 10;
    private const int SmallestFetchBytes = 64 << 10;

    private readonly S3Connection _connection;
    private readonly string _key;
    private readonly string _fullKey;
    private readonly string _etag;
    private readonly ReadBlock _first;
    private readonly Queue<(long Offset, Task<ReadBlock> Block)> _ahead = new();
    private CancellationTokenSource _stop = new();
    private ReadBlock? _current;
    private long _nextOffset;
    private long _endOffset;

    private S3ObjectReader(S3Connection connection, string key, string fullKey, string etag, long lengthBytes, byte[] first)
    {
        (_connection, _key, _fullKey, _etag) = (connection, key, fullKey, etag);
        LengthBytes = lengthBytes;
        _first = new ReadBlock(0, first, first.Length);
    }

    public long LengthBytes { get; }

    /// <summary>Null when the object does not exist.</summary>
    public static Task<S3ObjectReader?> OpenAsync(S3Connection connection, string key, string fullKey, CancellationToken cancellation) => connection.RunAsync<S3ObjectReader?>(
        key,
        async token =>
        {
            try
            {
                var request = new GetObjectRequest { BucketName = connection.Bucket, Key = fullKey, ByteRange = new ByteRange(0, FirstBytes - 1) };
                using var response = await connection.Client.GetObjectAsync(request, token);
                var first = new byte[response.ContentLength];
                await response.ResponseStream.ReadExactlyAsync(first, token);
                return new S3ObjectReader(connection, key, fullKey, response.ETag, TotalOf(response), first);
            }
            catch (AmazonS3Exception failure) when (S3Errors.IsAbsent(failure))
            {
                return null;
            }
            catch (AmazonS3Exception failure) when (failure.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
            {
                return new S3ObjectReader(connection, key, fullKey, "", 0, []); // An empty object has no first byte.
            }
        },
        cancellation);

    public void Announce(long offset, long lengthBytes)
    {
        DropAhead();
        _nextOffset = Math.Max(offset, offset < _first.Length ? _first.Length : 0);
        _endOffset = Math.Min(offset + lengthBytes, LengthBytes);
        FetchAhead();
    }

    public int Read(long offset, Span<byte> buffer)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        var total = 0;
        while (total < buffer.Length && offset + total < LengthBytes)
            total += BlockAt(offset + total, buffer.Length - total).CopyTo(offset + total, buffer[total..]);
        return total;
    }

    public void Dispose()
    {
        DropAhead();
        Release(_current);
        _current = null;
        _stop.Dispose();
    }

    private ReadBlock BlockAt(long offset, int wantedBytes)
    {
        if (_first.Contains(offset)) return _first;
        if (_current?.Contains(offset) == true) return _current;
        while (_ahead.TryPeek(out var next) && offset >= next.Offset && offset < _nextOffset)
        {
            Release(_current);
            _current = null;
            _current = _ahead.Dequeue().Block.GetAwaiter().GetResult();
            FetchAhead();
            if (_current.Contains(offset)) return _current;
        }

        Release(_current);
        _current = null;
        var length = Math.Min(Math.Clamp(wantedBytes, SmallestFetchBytes, _connection.Options.BlockSizeBytes), LengthBytes - offset);
        return _current = Task.Run(() => FetchAsync(offset, (int)length, _stop.Token)).GetAwaiter().GetResult();
    }

    private void FetchAhead()
    {
        while (_nextOffset < _endOffset && _ahead.Count < _connection.Options.BlocksAhead)
        {
            var (offset, length, token) = (_nextOffset, (int)Math.Min(_connection.Options.BlockSizeBytes, _endOffset - _nextOffset), _stop.Token);
            _ahead.Enqueue((offset, Task.Run(() => FetchAsync(offset, length, token), CancellationToken.None)));
            _nextOffset += length;
        }
    }

    private async Task<ReadBlock> FetchAsync(long offset, int length, CancellationToken cancellation)
    {
        var buffer = _connection.Buffers.Rent(length);
        try
        {
            var got = 0;
            return await _connection.RunAsync(
                _key,
                async token =>
                {
                    // After a cut the rest is asked for, not all again.
                    var request = new GetObjectRequest
                    {
                        BucketName = _connection.Bucket,
                        Key = _fullKey,
                        ByteRange = new ByteRange(offset + got, offset + length - 1),
                        EtagToMatch = _connection.ToCondition(_etag),
                    };
                    using var response = await _connection.Client.GetObjectAsync(request, token);
                    while (got < length)
                    {
                        var count = await response.ResponseStream.ReadAsync(buffer.AsMemory(got, length - got), token);
                        if (count == 0) throw new EndOfStreamException("the answer was cut");
                        got += count;
                    }

                    return new ReadBlock(offset, buffer, length);
                },
                cancellation);
        }
        catch
        {
            _connection.Buffers.Return(buffer);
            throw;
        }
    }

    private void DropAhead()
    {
        _stop.Cancel();
        _stop = new CancellationTokenSource(); // Fetches may still be looking at the old one: it is not disposed.
        while (_ahead.TryDequeue(out var next))
            next.Block.ContinueWith(fetched =>
            {
                if (fetched.IsCompletedSuccessfully) Release(fetched.Result);
                else _ = fetched.Exception;
            }, TaskScheduler.Default);
    }

    private void Release(ReadBlock? block)
    {
        if (block is not null) _connection.Buffers.Return(block.Buffer);
    }

    private static long TotalOf(GetObjectResponse response) =>
        response.ContentRange is { Length: > 0 } range ? long.Parse(range.AsSpan(range.LastIndexOf('/') + 1), CultureInfo.InvariantCulture) : response.ContentLength;

    private sealed record ReadBlock(long Offset, byte[] Buffer, int Length)
    {
        public bool Contains(long offset) => offset >= Offset && offset < Offset + Length;

        public int CopyTo(long offset, Span<byte> target)
        {
            var start = (int)(offset - Offset);
            var count = Math.Min(target.Length, Length - start);
            Buffer.AsSpan(start, count).CopyTo(target);
            return count;
        }
    }
}
