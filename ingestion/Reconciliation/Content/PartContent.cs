using System.Text;
using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Schema;
using Parquet;
using Parquet.Schema;

namespace OpenPayments.Ingestion.Reconciliation.Content;

/// <summary>Reads the rows of a part back, through a reader that shares no code with the writer of parts.</summary>
internal sealed class PartContent(LandedFile file)
{
    private static readonly int UnixEpochDay = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    private readonly PaymentColumns _payments = new(file.Layout);
    private readonly TextPool _texts = new();
    private byte[] _scratch = new byte[4096];

    /// <summary>Returns the number of rows. Throws <see cref="InvalidDataException"/> when the part has other columns than the file.</summary>
    public async Task<long> ReadAsync(Stream part, ICellSink sink, PaymentTally tally, CancellationToken cancellation)
    {
        await using var reader = await ParquetReader.CreateAsync(part, new ParquetOptions { UseDateOnlyTypeForDates = true }, cancellationToken: cancellation);
        var fields = reader.Schema.DataFields.ToDictionary(field => field.Name);
        ThrowUnlessColumnsAre(fields.Keys);
        var rowCount = 0L;
        for (var i = 0; i < reader.RowGroupCount; i++)
        {
            using var group = reader.OpenRowGroupReader(i);
            await new GroupContent(this, group, fields, sink, tally, cancellation).ReadAsync();
            rowCount += group.RowCount;
        }

        return rowCount;
    }

    private void ThrowUnlessColumnsAre(IEnumerable<string> columns)
    {
        var expected = file.Layout.Columns.Concat(ProvenanceColumns.All).Select(column => column.Name).Where(name => name != Tables.TableSchema.PartitionColumn).ToHashSet();
        var actual = columns.ToHashSet();
        if (expected.SetEquals(actual)) return;
        string missing = string.Join(", ", expected.Except(actual).Order()), added = string.Join(", ", actual.Except(expected).Order());
        throw new InvalidDataException($"its columns are not the file's:{(missing.Length > 0 ? $" {missing} missing" : "")}{(missing.Length > 0 && added.Length > 0 ? "," : "")}{(added.Length > 0 ? $" {added} added" : "")}");
    }

    /// <summary>One row group: its columns one after another, all in row order.</summary>
    private sealed class GroupContent(PartContent owner, ParquetRowGroupReader group, Dictionary<string, DataField> fields, ICellSink sink, PaymentTally tally, CancellationToken cancellation)
    {
        private readonly int _rowCount = (int)group.RowCount;
        private long[] _numbers = [];
        private string[] _payers = [], _natures = [];
        private bool[] _disputes = [];
        private long[] _cents = [];

        public async Task ReadAsync()
        {
            _numbers = await ReadWholeAsync<long>(ProvenanceColumns.RecordNumber);
            var offsets = await ReadWholeAsync<long>(ProvenanceColumns.OffsetBytes);
            var lengths = await ReadWholeAsync<int>(ProvenanceColumns.LengthBytes);
            for (var row = 0; row < _rowCount; row++) sink.Record(_numbers[row], offsets[row], lengths[row]);
            await CheckSourceAsync();

            (_payers, _natures, _disputes, _cents) = (new string[_rowCount], new string[_rowCount], new bool[_rowCount], new long[_rowCount]);
            Array.Fill(_payers, "");
            Array.Fill(_natures, "");
            for (var i = 0; i < owner.FileColumns.Length; i++) await ReadColumnAsync(i);
            for (var row = 0; row < _rowCount; row++) tally.Add(_payers[row], _natures[row], _cents[row], _disputes[row]);
        }

        private Task ReadColumnAsync(int index)
        {
            var column = owner.FileColumns[index];
            if (column.Name == Tables.TableSchema.PartitionColumn)
            {
                // Not stored: every row of the part is of the year that the part lies under.
                foreach (var number in _numbers) sink.Number(number, index, owner.ProgramYear);
                return Task.CompletedTask;
            }

            return column.Type switch
            {
                ColumnType.Text => ReadTextsAsync(index, column.Name),
                ColumnType.Cents => ReadNumbersAsync<decimal>(index, column.Name, value => checked((long)(value * 100))),
                ColumnType.Date => ReadNumbersAsync<DateOnly>(index, column.Name, value => value.DayNumber - UnixEpochDay),
                ColumnType.Int32 => ReadNumbersAsync<int>(index, column.Name, value => value),
                _ => ReadNumbersAsync<long>(index, column.Name, value => value),
            };
        }

        private async Task ReadTextsAsync(int index, string name)
        {
            var (values, levels) = await ReadAsync<ReadOnlyMemory<char>>(name);
            for (int row = 0, next = 0; row < _rowCount; row++)
            {
                if (levels[row] == 0) continue;
                var text = values[next++].Span;
                sink.Text(_numbers[row], index, owner.Encode(text));
                if (index == owner._payments.Payer) _payers[row] = owner._texts.Get(text);
                else if (index == owner._payments.Nature) _natures[row] = owner._texts.Get(text);
                else if (index == owner._payments.Dispute) _disputes[row] = text is "Yes";
            }
        }

        private async Task ReadNumbersAsync<T>(int index, string name, Func<T, long> widen) where T : struct
        {
            var (values, levels) = await ReadAsync<T>(name);
            for (int row = 0, next = 0; row < _rowCount; row++)
            {
                if (levels[row] == 0) continue;
                var value = widen(values[next++]);
                sink.Number(_numbers[row], index, value);
                if (index == owner._payments.Amount) _cents[row] = value;
            }
        }

        private async Task CheckSourceAsync()
        {
            foreach (var sha256 in await ReadWholeAsync<ReadOnlyMemory<char>>(ProvenanceColumns.SourceSha256))
                if (!sha256.Span.SequenceEqual(owner.Sha256))
                    throw new InvalidDataException($"a row says it is of another source file, with the SHA-256 {sha256}");
        }

        /// <summary>A column in which no row may be NULL.</summary>
        private async Task<T[]> ReadWholeAsync<T>(string name) where T : struct
        {
            var (values, levels) = await ReadAsync<T>(name);
            if (levels.Contains(0)) throw new InvalidDataException($"a row has no {name}");
            return values;
        }

        /// <summary>The values that are there, and for each row whether it has one.</summary>
        private async Task<(T[] Values, int[] Levels)> ReadAsync<T>(string name) where T : struct
        {
            var field = fields[name];
            var levels = new int[_rowCount];
            if (!field.IsNullable) Array.Fill(levels, 1);
            var values = new T[_rowCount];
            await group.ReadRawAsync<T>(field, values, field.IsNullable ? levels : null, null, cancellation);
            return (values, levels);
        }
    }

    private LayoutColumn[] FileColumns { get; } = [.. file.Layout.Columns];

    private int ProgramYear => file.Id.ProgramYear;

    private string Sha256 => file.Sha256;

    private ReadOnlySpan<byte> Encode(ReadOnlySpan<char> text)
    {
        if (_scratch.Length < text.Length * 3) _scratch = new byte[text.Length * 3];
        return _scratch.AsSpan(0, Encoding.UTF8.GetBytes(text, _scratch));
    }
}
