using System.Collections.Immutable;
using System.Globalization;
using OpenPayments.Client.Output;
using OpenPayments.Generator;
using OpenPayments.Generator.Defects;

namespace OpenPayments.Benchmarks.Compare;

/// <summary>The file that all contenders get, and how many threads they may use.</summary>
internal sealed record Workload(GeneratorOptions Options, GeneratedFile File, string Path, int Threads)
{
    /// <summary>
    /// What DuckDB and Polars can read and recognise. Left out is what they can only skip (broken quoting, records with another number
    /// of fields, bytes that are not UTF-8) and what they round without a word (fractions of a cent or of a count).
    /// </summary>
    public static ImmutableArray<DefectSort> CommonDefects { get; } =
    [
        DefectSort.MissingRecordId, DefectSort.MissingAmount, DefectSort.MissingDate, DefectSort.MissingProgramYear, DefectSort.MissingPayer,
        DefectSort.AmountNotANumber, DefectSort.AmountWithCurrencySign, DefectSort.AmountOutOfRange, DefectSort.ImpossibleDate, DefectSort.WrongDateFormat,
        DefectSort.OtherProgramYear,
    ];

    /// <summary>Makes the file below the folder, spoilt in no other way than everyone can tell.</summary>
    public static Workload Generate(GeneratorOptions options, string folder, int threads)
    {
        options = options with { Defects = CommonDefects };
        var inputFolder = System.IO.Path.Combine(folder, "input");
        var file = FileGenerator.Generate(options, inputFolder);
        Console.Error.WriteLine($"{file.FileName}: {Figures.Bytes(file.LengthBytes)}, {Figures.Number(file.RecordCount, "record")}, of which {Figures.Count(file.BadCount)} to be rejected");
        return new Workload(options, file, System.IO.Path.Combine(inputFolder, file.FileName), threads);
    }

    /// <summary>What a process of this program needs to know of the file.</summary>
    public IEnumerable<string> Arguments =>
    [
        "--threads", Threads.ToString(CultureInfo.InvariantCulture),
        "--era", Options.Layout.EraId,
        "--year", Options.ProgramYear.ToString(CultureInfo.InvariantCulture),
        "--publication", Options.Publication.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
    ];

    /// <summary>What everyone must find.</summary>
    public Totals Expected => new(File.RecordCount - File.BadCount, File.Amounts[0].GoodCents, File.BadCount);

    /// <summary>Reads the file once, so that each contender finds it in the page cache.</summary>
    public void WarmUp()
    {
        var buffer = new byte[1 << 20];
        using var stream = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        while (stream.Read(buffer) > 0)
        {
        }
    }
}

/// <summary>What came out of a run.</summary>
/// <param name="RejectedCount">Null when the contender does not keep what it rejects.</param>
internal sealed record Totals(long AcceptedCount, long AcceptedCents, long? RejectedCount);

/// <summary>One run of one contender.</summary>
internal sealed record Measurement(double Seconds, double CpuSeconds, long PeakBytes, long OutputBytes, double? StolenSeconds, long? AllocatedBytes = null);
