using OpenPayments.Ingestion.Columns;

namespace OpenPayments.Ingestion.Parquet.Pages;

/// <summary>Writes a column of texts as the dictionary that its builder made, or one after another where that is smaller.</summary>
internal sealed class TextColumnEncoder(PageWriter pages)
{
    private readonly TextDictionary _dictionary = new();
    private readonly DeltaTexts _texts = new();
    private readonly ByteBuffer _entries = new();

    /// <param name="valueCount">At least one.</param>
    public void Write(TextColumnData column, RowRange rows, int firstValue, int valueCount, ColumnChunk chunk)
    {
        if (column.IsDictionary)
        {
            _dictionary.Take(column, firstValue, valueCount);
            chunk.Bounds = _dictionary.WriteEntries(_entries);
            if (DictionaryPays(valueCount))
            {
                pages.WriteDictionary(_entries.Written, _dictionary.EntryCount, chunk);
                pages.WriteData(column, rows, firstValue, _dictionary, chunk);
                return;
            }
        }

        chunk.Bounds = _texts.Take(column, firstValue, valueCount);
        pages.WriteData(column, rows, firstValue, _texts, chunk);
    }

    private bool DictionaryPays(int valueCount)
    {
        // What the values would take without a dictionary, were all entries used alike.
        var plainSizeBytes = (long)_entries.Length * valueCount / _dictionary.EntryCount;
        return _entries.Length + _dictionary.SizeBytes <= plainSizeBytes * 3 / 4;
    }
}
