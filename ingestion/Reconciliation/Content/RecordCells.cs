using System.Globalization;
using System.Text;
using OpenPayments.Ingestion.Csv;
using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Ingestion.Reconciliation.Content;

/// <summary>
/// Takes one record apart and reads its cells with the framework's own parsers: none of the engine's code for cells and
/// numbers, so that a fault of the engine cannot hide from it.
/// </summary>
internal sealed class RecordCells(LandedFile file)
{
    private static readonly Encoding Windows1252 = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
    private static readonly int UnixEpochDay = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    private readonly LayoutColumn[] _columns = [.. file.Layout.Columns];
    private readonly PaymentColumns _payments = new(file.Layout);
    private readonly TextPool _texts = new();
    private readonly int _yearColumn = file.Layout.IndexOf(Tables.TableSchema.PartitionColumn);
    private byte[] _scratch = new byte[4096];

    /// <summary>Where the record id stands, or -1 in a kind without.</summary>
    public int IdColumn { get; } = RecordIdColumn.IndexOf(file.Layout);

    /// <param name="separators">As <see cref="StructuralScanner.Separators"/>.</param>
    public void Read(ReadOnlySpan<byte> buffer, ReadOnlySpan<int> separators, int firstSeparator, int cellCount, RecordFlags flags, RecordPlace place, ICellSink sink, PaymentTally tally, RecordIdRun? ids, ProfileTally? profile = null)
    {
        var start = separators[firstSeparator] + 1;
        if (cellCount != _columns.Length || (flags & (RecordFlags.UnterminatedQuote | RecordFlags.TooLong)) != 0)
        {
            sink.Unreadable(place.Number, place.OffsetBytes, buffer.Slice(start, place.LengthBytes));
            return;
        }

        sink.Record(place.Number, place.OffsetBytes, place.LengthBytes);
        string payer = "", nature = "";
        var cents = 0L;
        var isDisputed = false;
        for (var i = 0; i < _columns.Length; i++)
        {
            var cell = buffer[(separators[firstSeparator + i] + 1)..separators[firstSeparator + i + 1]];
            if (i == _columns.Length - 1 && (flags & RecordFlags.CarriageReturn) != 0) cell = cell[..^1];
            if (cell is [] or [(byte)'"', (byte)'"'])
            {
                // The table knows a row's year from its partition: an empty one is the file's, on both sides.
                if (i == _yearColumn) sink.Number(place.Number, i, file.Id.ProgramYear);
                continue;
            }

            var text = Decode(cell);
            if (_columns[i].Type == ColumnType.Text) sink.Text(place.Number, i, text);
            else if (TryParse(_columns[i].Type, text, out var value)) sink.Number(place.Number, i, value);
            else sink.Misfit(place.Number, i, text);

            if (i == _payments.Payer) payer = _texts.Get(text);
            else if (i == _payments.Nature) nature = _texts.Get(text);
            else if (i == _payments.Dispute) isDisputed = text.SequenceEqual("Yes"u8);
            else if (i == _payments.Amount && TryParse(ColumnType.Cents, text, out cents)) profile?.AddAmount(cents);
            if (profile?.IsCategory(i) == true) profile.AddCategory(i, text);
            if (i == IdColumn) ids?.Add(text, place);
        }

        tally.Add(payer, nature, cents, isDisputed);
    }

    private ReadOnlySpan<byte> Decode(ReadOnlySpan<byte> cell)
    {
        if (_scratch.Length < cell.Length) _scratch = new byte[cell.Length * 2];
        var text = cell[0] == '"' ? CsvText.Decode(cell, _scratch) : cell;
        return file.Encoding == TextEncoding.Windows1252 && !Ascii.IsValid(text) ? Encoding.UTF8.GetBytes(Windows1252.GetString(text)) : text;
    }

    private static bool TryParse(ColumnType type, ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        switch (type)
        {
            case ColumnType.Cents:
                if (!decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var dollars)) return false;
                var cents = dollars * 100;
                if (cents != decimal.Truncate(cents) || decimal.Abs(cents) > long.MaxValue) return false;
                value = (long)cents;
                return true;
            case ColumnType.Date:
                Span<char> characters = stackalloc char[10];
                if (text.Length != 10 || Encoding.Latin1.GetChars(text, characters) != 10) return false;
                if (!DateOnly.TryParseExact(characters, "MM/dd/yyyy", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return false;
                value = day.DayNumber - UnixEpochDay;
                return true;
            default:
                var isNumber = int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number);
                value = number;
                return isNumber;
        }
    }
}

/// <summary>Where a record stands in its file.</summary>
public readonly record struct RecordPlace(long Number, long OffsetBytes, int LengthBytes);
