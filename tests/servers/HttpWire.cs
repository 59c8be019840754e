using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace OpenPayments.Tests.Servers;

internal enum BodyKind
{
    /// <summary>As long as Content-Length says; 0 without one.</summary>
    Counted,
    Chunked,
    UntilClose,
}

/// <param name="Length">Of a counted body.</param>
internal sealed record HttpBody(BodyKind Kind, long Length);

/// <summary>Start line and headers of a message, with the bytes they came in.</summary>
internal sealed class HttpHead(byte[] bytes)
{
    private readonly string[] _lines = Encoding.Latin1.GetString(bytes).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

    public byte[] Bytes => bytes;

    public (string Method, string Target) Request => _lines[0].Split(' ') is [var method, var target, _] ? (method, target) : throw new FormatException("no request line");

    public int Status => int.Parse(_lines[0].Split(' ')[1], CultureInfo.InvariantCulture);

    public HttpBody BodyOfRequest => Counted() ?? new HttpBody(BodyKind.Counted, 0);

    public string? Find(string name) =>
        _lines.Skip(1).FirstOrDefault(line => line.StartsWith($"{name}:", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim();

    public byte[] Without(string name) =>
        Encoding.Latin1.GetBytes(string.Concat(_lines.Where(line => !line.StartsWith($"{name}:", StringComparison.OrdinalIgnoreCase)).Select(line => $"{line}\r\n")) + "\r\n");

    public HttpBody BodyOfReply(string method) =>
        method == "HEAD" || Status is 204 or 304 ? new HttpBody(BodyKind.Counted, 0) : Counted() ?? new HttpBody(BodyKind.UntilClose, 0);

    private HttpBody? Counted()
    {
        if (Find("Transfer-Encoding")?.Contains("chunked", StringComparison.OrdinalIgnoreCase) == true) return new HttpBody(BodyKind.Chunked, 0);
        return Find("Content-Length") is { } length ? new HttpBody(BodyKind.Counted, long.Parse(length, CultureInfo.InvariantCulture)) : null;
    }
}

/// <summary>One end of a connection that speaks HTTP/1.1, one message after another.</summary>
internal sealed class HttpWire(NetworkStream stream)
{
    private byte[] _buffer = new byte[64 << 10];
    private int _start;
    private int _end;

    /// <summary>Null when the other side has closed the connection.</summary>
    public async Task<HttpHead?> ReadHeadAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var found = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n\r\n"u8);
            if (found >= 0) return new HttpHead(Take(found + 4));
            if (!await FillAsync(cancellation)) return null;
        }
    }

    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation) => stream.WriteAsync(bytes, cancellation);

    /// <summary>Passes a message's body on, or reads it to nowhere.</summary>
    /// <param name="limit">Stop after about so many bytes.</param>
    public async Task CopyBodyAsync(HttpWire? target, HttpBody body, long limit, CancellationToken cancellation)
    {
        switch (body.Kind)
        {
            case BodyKind.Counted:
                await CopyAsync(target, Math.Min(body.Length, limit), cancellation);
                break;
            case BodyKind.Chunked:
                while (limit > 0)
                {
                    var line = await ReadLineAsync(cancellation);
                    var length = long.Parse(Encoding.ASCII.GetString(line).Split(';', '\r')[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                    if (target is not null) await target.WriteAsync(line, cancellation);
                    if (length == 0)
                    {
                        while (true)
                        {
                            line = await ReadLineAsync(cancellation);
                            if (target is not null) await target.WriteAsync(line, cancellation);
                            if (line.Length == 2) return;
                        }
                    }

                    await CopyAsync(target, length + 2, cancellation);
                }

                break;
            default:
                while (_end > _start || await FillAsync(cancellation)) await CopyAsync(target, _end - _start, cancellation);
                break;
        }
    }

    private async Task CopyAsync(HttpWire? target, long count, CancellationToken cancellation)
    {
        while (count > 0)
        {
            if (_start == _end && !await FillAsync(cancellation)) throw new IOException("The connection was closed in a body.");
            var piece = (int)Math.Min(count, _end - _start);
            if (target is not null) await target.WriteAsync(_buffer.AsMemory(_start, piece), cancellation);
            _start += piece;
            count -= piece;
        }
    }

    private async Task<byte[]> ReadLineAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var found = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n"u8);
            if (found >= 0) return Take(found + 2);
            if (!await FillAsync(cancellation)) throw new IOException("The connection was closed in a body.");
        }
    }

    private byte[] Take(int count)
    {
        var bytes = _buffer[_start..(_start + count)];
        _start += count;
        return bytes;
    }

    private async Task<bool> FillAsync(CancellationToken cancellation)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length) Array.Resize(ref _buffer, _buffer.Length * 2);
        var count = await stream.ReadAsync(_buffer.AsMemory(_end), cancellation);
        _end += count;
        return count > 0;
    }
}
