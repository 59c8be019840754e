using System.Text;
using OpenPayments.Generator.Defects;
using OpenPayments.Generator.Records;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Generator;

/// <summary>
/// Writes Open Payments files that look like CMS's: their columns, quoting, cardinalities and skew, in any size, with a
/// known share of bad records. Streams; memory does not grow with the file but for the ledger.
/// </summary>
public sealed class FileGenerator
{
    private readonly GeneratorOptions _options;
    private readonly RecordBuffer _buffer;
    private readonly IRecordPart[] _parts;
    private readonly Cell[] _cells;
    private readonly int[] _cellStarts;
    private readonly AmountCounter _amounts;
    private readonly RecordSpoiler _spoiler;
    private SplitMix _random;

    private FileGenerator(GeneratorOptions options, Stream output)
    {
        _options = options;
        _buffer = new RecordBuffer(output, options.Quoting == Quoting.All);
        _parts = RecordParts.Of(options);
        _cells = RecordParts.CellsOf(options.Layout, _parts);
        _cellStarts = new int[_cells.Length + 1];
        _amounts = new AmountCounter(options.Layout);
        _spoiler = new RecordSpoiler(options);
        _random = new SplitMix(options.Seed);
    }

    public static GeneratedFile Generate(GeneratorOptions options, Stream output) => new FileGenerator(options, output).Run();

    /// <summary>Writes the file into a folder under CMS's own name.</summary>
    public static GeneratedFile Generate(GeneratorOptions options, string folder)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, OpenPaymentsFileName.Of(options.Layout, options.ProgramYear, options.Publication));
        using var output = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        return Generate(options, output);
    }

    private GeneratedFile Run()
    {
        WriteHeader();
        var number = 0L;
        while (number < _options.RecordCount && _buffer.OffsetBytes < _options.SizeBytes)
        {
            WriteRecord(++number);
            _buffer.FlushWhenFull();
        }

        _buffer.Flush();
        return new GeneratedFile(
            OpenPaymentsFileName.Of(_options.Layout, _options.ProgramYear, _options.Publication),
            number,
            _buffer.OffsetBytes,
            _amounts.Totals(),
            _spoiler.Ledger());
    }

    /// <summary>CMS's headers are bare, so is ours unless everything is quoted.</summary>
    private void WriteHeader()
    {
        var names = _options.Layout.Columns.Select(column => _options.Quoting == Quoting.All ? $"\"{column.SourceName}\"" : column.SourceName);
        _buffer.Raw(Encoding.UTF8.GetBytes(string.Join(',', names)));
        EndLine();
    }

    private void WriteRecord(long number)
    {
        var start = _buffer.Position;
        var offset = _buffer.OffsetBytes;
        foreach (var part in _parts) part.Next(ref _random);
        for (var i = 0; i < _cells.Length; i++)
        {
            _cellStarts[i] = _buffer.Position;
            _cells[i](_buffer);
            _buffer.Byte((byte)',');
        }

        _cellStarts[^1] = _buffer.Position;
        var defect = _spoiler.Draw(ref _random);
        if (defect is null)
        {
            _buffer.Position--;
            EndLine();
            _amounts.AddGood(_buffer, _cellStarts);
            return;
        }

        var column = _spoiler.Spoil(defect, _buffer, _cellStarts, _random.Next(), _amounts);
        EndLine();
        _spoiler.Enter(defect, number, offset, _buffer.Position - start, column);
    }

    private void EndLine() => _buffer.Raw(_options.UseCrLf ? "\r\n"u8 : "\n"u8);
}
