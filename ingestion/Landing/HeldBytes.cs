namespace OpenPayments.Ingestion.Landing;

/// <summary>Bytes kept from one piece of a file to the next. Usually part of one record; its room grows with the longest and stays.</summary>
internal sealed class HeldBytes
{
    private byte[] _bytes = new byte[16 << 10];
    private int _start;
    private int _end;

    public int Length => _end - _start;

    public ReadOnlySpan<byte> Span => _bytes.AsSpan(_start, Length);

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (_bytes.Length - _end < bytes.Length) MakeRoom(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(_end));
        _end += bytes.Length;
    }

    public void RemoveFirst(int count)
    {
        _start += count;
        if (_start == _end) Clear();
    }

    public void Clear() => _start = _end = 0;

    private void MakeRoom(int count)
    {
        var target = Length + count <= _bytes.Length ? _bytes : new byte[Math.Max(_bytes.Length * 2, Length + count)];
        Span.CopyTo(target);
        (_bytes, _start, _end) = (target, 0, Length);
    }
}
