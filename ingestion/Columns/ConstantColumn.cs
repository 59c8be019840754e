namespace OpenPayments.Ingestion.Columns;

/// <summary>The same text in every row.</summary>
internal sealed class ConstantColumn(string name) : TextColumnData(name)
{
    private byte[] _text = [];
    private int[] _ids = [];
    private ulong[] _validity = [];
    private int _rowCount;

    public override int RowCount => _rowCount;

    public override int ValueCount => _rowCount;

    public override ReadOnlySpan<ulong> Validity => _validity.AsSpan(0, (_rowCount + 63) >> 6);

    public override bool IsDictionary => true;

    public override ReadOnlySpan<int> Ids => _ids.AsSpan(0, _rowCount);

    public override int TextCount => 1;

    public override long TextSizeBytes => _text.Length;

    public byte[] Text => _text;

    public override ReadOnlySpan<byte> GetText(int index) => _text;

    public void Fill(byte[] text, int rowCount)
    {
        _text = text;
        _rowCount = rowCount;
        Scratch.Ensure(ref _ids, rowCount);
        Scratch.Ensure(ref _validity, (rowCount + 63) >> 6);
        Array.Fill(_validity, ulong.MaxValue);
        if ((rowCount & 63) != 0) _validity[rowCount >> 6] = BitMask.Low(rowCount & 63);
    }
}
