using System.Globalization;
using System.Text;
using OpenPayments.Ingestion.Profiles;
using OpenPayments.Ingestion.Schema;
using OpenPayments.Ingestion.Tests.Profiles;
using Sylvan.Data.Csv;

namespace OpenPayments.Pipeline.Tests.Profiles;

/// <summary>The columns of a CSV file as an independent reader has them.</summary>
internal sealed class ExactColumns
{
    private readonly FileLayout _layout;
    private readonly List<string>[] _values;

    public ExactColumns(string path, FileLayout layout, Func<long, bool> isAccepted)
    {
        _layout = layout;
        _values = [.. layout.Columns.Select(_ => new List<string>())];
        using var reader = CsvDataReader.Create(path, new CsvDataReaderOptions { MaxBufferSize = 1 << 24, BufferSize = 1 << 20 });
        for (long number = 1; reader.Read(); number++)
        {
            if (!isAccepted(number)) continue;
            RowCount++;
            for (var i = 0; i < _values.Length; i++)
                if (reader.GetString(i) is { Length: > 0 } value)
                    _values[i].Add(Spell(layout.Columns[i].Type, value));
        }
    }

    public long RowCount { get; }

    public void AssertAgrees(FileProfile profile)
    {
        Assert.Equal(RowCount, profile.RowCount);
        Assert.Equal(_layout.Columns.Select(column => column.Name).Where(name => name != "program_year"), profile.Columns.Select(column => column.Name));
        foreach (var column in profile.Columns)
            ExactColumn.AssertAgrees(column, _values[_layout.IndexOf(column.Name)], RowCount);
    }

    private static string Spell(ColumnType type, string value) => type switch
    {
        ColumnType.Cents => decimal.Parse(value, CultureInfo.InvariantCulture).ToString("0.00", CultureInfo.InvariantCulture),
        ColumnType.Date => DateOnly.ParseExact(value, "MM/dd/yyyy", CultureInfo.InvariantCulture).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ColumnType.Int32 => int.Parse(value, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture),
        _ => value,
    };
}
