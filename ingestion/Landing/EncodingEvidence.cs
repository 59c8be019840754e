namespace OpenPayments.Ingestion.Landing;

/// <summary>
/// Tells plain Windows-1252 from UTF-8. In UTF-8 bytes above ASCII never stand alone; in Western text in Windows-1252 they
/// nearly always do. So a file is taken for Windows-1252 only when it has such bytes, all of them alone and all of them
/// characters of Windows-1252; one valid UTF-8 sequence, or anything doubtful, makes it UTF-8, where damage is a finding.
/// </summary>
internal sealed class EncodingEvidence
{
    private bool _isUtf8;
    private bool _hasHighBytes;
    private bool _endsInHighByte;

    public TextEncoding Encoding => _hasHighBytes && !_isUtf8 ? TextEncoding.Windows1252 : TextEncoding.Utf8;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (!_isUtf8 && !bytes.IsEmpty)
        {
            var ascii = bytes.IndexOfAnyInRange((byte)0x80, (byte)0xFF);
            if (ascii != 0) _endsInHighByte = false;
            if (ascii < 0) return;

            _isUtf8 = _endsInHighByte || !IsWindows1252(bytes[ascii]);
            _hasHighBytes = _endsInHighByte = true;
            bytes = bytes[(ascii + 1)..];
        }
    }

    private static bool IsWindows1252(byte value) => value is not (0x81 or 0x8D or 0x8F or 0x90 or 0x9D);
}
