using OpenPayments.Generator;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Schema;
using OpenPayments.Ingestion.Sources;

namespace OpenPayments.Benchmarks.Tests.Generator;

public sealed class FileNameTests
{
    public static TheoryData<string> Eras => Generated.Eras;

    [Theory, MemberData(nameof(Eras))]
    public async Task AGeneratedFile_IsFoundForWhatItIs(string eraId)
    {
        var folder = Directory.CreateTempSubdirectory("openpayments-generated-");
        try
        {
            var options = GeneratorOptions.For(EraCatalog.Find(eraId)) with { RecordCount = 50 };
            FileGenerator.Generate(options, folder.FullName);

            var findings = await SourceFinder.FindAsync([folder.FullName], SourceFilter.All, TestContext.Current.CancellationToken);

            var file = Assert.Single(findings.Files);
            // A profile file says nothing of a program year; finding one for it is not the generator's concern.
            var year = options.Layout.Kind == Kind.Profile ? file.Id.ProgramYear : options.ProgramYear;
            Assert.Equal(new FileId(year, options.Publication, options.Layout.Kind), file.Id);
            Assert.Equal(eraId, file.Layout.EraId);
            Assert.Null(file.Drift);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Names_AreThoseOfCms()
    {
        Assert.Equal("OP_DTL_GNRL_PGYR2023_P01302025.csv", NameOf("general-g3"));
        Assert.Equal("OP_DTL_RSRCH_PGYR2018_P01222021.csv", NameOf("research-g2"));
        Assert.Equal("OP_DTL_OWNRSHP_PGYR2014_P06302016.csv", NameOf("ownership-g1"));
        Assert.Equal("OPPR_ALL_DTL_GNRL_12192014.csv", NameOf("general-g0"));
        Assert.Equal("OP_CVRD_RCPNT_PRFL_SPLMTL_P01302025.csv", NameOf("profile-g3"));
        Assert.Equal("OP_PH_PRFL_SPLMTL_P06302016.csv", NameOf("profile-g1"));
    }

    private static string NameOf(string eraId)
    {
        var options = GeneratorOptions.For(EraCatalog.Find(eraId));
        return OpenPaymentsFileName.Of(options.Layout, options.ProgramYear, options.Publication);
    }
}
