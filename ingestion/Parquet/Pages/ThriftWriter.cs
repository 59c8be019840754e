namespace OpenPayments.Ingestion.Parquet.Pages;

/// <summary>
/// Thrift's compact protocol, as much of it as Parquet's metadata needs. A field is its distance to the field before it and
/// its type in one byte, then its value; a struct ends with a zero byte.
/// </summary>
internal sealed class ThriftWriter(ByteBuffer target)
{
    private readonly Stack<int> _outerFieldIds = new();
    private int _lastFieldId;

    /// <summary>An element's type in a list.</summary>
    public enum Element
    {
        Int32 = 5,
        Text = 8,
        Struct = 12,
    }

    public void Bool(int id, bool value) => Field(id, value ? 1 : 2);

    public void Int16(int id, int value)
    {
        Field(id, 4);
        target.WriteZigzag(value);
    }

    public void Int32(int id, int value)
    {
        Field(id, 5);
        target.WriteZigzag(value);
    }

    public void Int64(int id, long value)
    {
        Field(id, 6);
        target.WriteZigzag(value);
    }

    public void Text(int id, string value)
    {
        Field(id, 8);
        target.WriteText(value);
    }

    public void Bytes(int id, ReadOnlySpan<byte> value)
    {
        Field(id, 8);
        target.WriteVarint((ulong)value.Length);
        target.Write(value);
    }

    public void List(int id, Element element, int count)
    {
        Field(id, 9);
        if (count < 15)
        {
            target.WriteByte((byte)(count << 4 | (int)element));
            return;
        }

        target.WriteByte((byte)(0xF0 | (int)element));
        target.WriteVarint((ulong)count);
    }

    public void Item(int value) => target.WriteZigzag(value);

    public void Item(string value) => target.WriteText(value);

    /// <summary>Starts a struct that is a field.</summary>
    public void Begin(int id)
    {
        Field(id, 12);
        Begin();
    }

    /// <summary>Starts a struct that is an item of a list, or the outermost one.</summary>
    public void Begin()
    {
        _outerFieldIds.Push(_lastFieldId);
        _lastFieldId = 0;
    }

    public void End()
    {
        target.WriteByte(0);
        _lastFieldId = _outerFieldIds.Pop();
    }

    /// <summary>A struct without fields, which says something by being there.</summary>
    public void Empty(int id)
    {
        Begin(id);
        End();
    }

    private void Field(int id, int type)
    {
        var distance = id - _lastFieldId;
        if (distance is > 0 and <= 15)
        {
            target.WriteByte((byte)(distance << 4 | type));
        }
        else
        {
            target.WriteByte((byte)type);
            target.WriteZigzag(id);
        }

        _lastFieldId = id;
    }
}
