using OpenPayments.Benchmarks.Compare;
using OpenPayments.Benchmarks.DuckDb;
using OpenPayments.Generator;
using OpenPayments.Generator.Defects;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Benchmarks.Tests.DuckDb;

/// <summary>A peer that did less work, or other work, would be no measure.</summary>
public sealed class CopySqlTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("openpayments-duckdb-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(DuckDbMode.Plain, Quoting.Cms)]
    [InlineData(DuckDbMode.TwoPasses, Quoting.Cms)]
    [InlineData(DuckDbMode.Partitioned, Quoting.Cms)]
    [InlineData(DuckDbMode.Plain, Quoting.All)]
    [InlineData(DuckDbMode.TwoPasses, Quoting.All)]
    [InlineData(DuckDbMode.Partitioned, Quoting.All)]
    public void DuckDb_AcceptsAndRejectsWhatTheGeneratorExpects(DuckDbMode mode, Quoting quoting)
    {
        var workload = Generate(new() { Layout = EraCatalog.Find("general-g3"), RecordCount = 20_000, BadShare = 0.02, QuotedNewlineShare = 0.01, Quoting = quoting, Defects = Workload.CommonDefects });

        Convert(workload, mode);

        var rejected = CopySql.BadFiles(mode, _folder.FullName);
        var expected = workload.Expected with { RejectedCount = rejected is null ? null : workload.Expected.RejectedCount };
        Assert.Equal(expected, ParquetOutput.ReadTotals(CopySql.GoodFiles(mode, _folder.FullName), rejected, workload.Options.ProgramYear));
        Assert.True(workload.Expected.RejectedCount > 100);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.02)]
    public void DuckDb_WarnsOfTheRecordsThatTheLedgerNames(double oddityShare)
    {
        var workload = Generate(new()
        {
            Layout = EraCatalog.Find("general-g3"), RecordCount = 20_000, OddityShare = oddityShare,
            Defects = [DefectSort.DateInYear2, DefectSort.ZeroAmount, DefectSort.NineDigitNpi],
        });

        Convert(workload, DuckDbMode.TwoPasses);

        var warned = ParquetOutput.Count(CopySql.GoodFiles(DuckDbMode.TwoPasses, _folder.FullName), "warning IS NOT NULL");
        Assert.Equal(workload.File.Ledger.Length, warned);
    }

    private Workload Generate(GeneratorOptions options)
    {
        var input = Path.Combine(_folder.FullName, "input");
        var file = FileGenerator.Generate(options, input);
        return new Workload(options, file, Path.Combine(input, file.FileName), 2);
    }

    private void Convert(Workload workload, DuckDbMode mode)
    {
        using var connection = DuckDbCommand.Open(workload.Threads);
        DuckDbCommand.Execute(
            connection, new CopySql(workload.Options.Layout, workload.Options.ProgramYear, workload.Options.Publication, workload.Path, _folder.FullName).Statements(mode));
    }
}
