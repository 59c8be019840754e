using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Ingestion.Tests.Schema;

public sealed class EraCatalogTests
{
    public static TheoryData<string> EraIds => [.. SchemaFiles.HeaderFileByEra.Keys];

    public static TheoryData<string> OtherFiles => [.. SchemaFiles.AllHeaderFiles().Except(SchemaFiles.HeaderFileByEra.Values).Order()];

    [Fact]
    public void Eras_AreThoseThatCmsPublished() =>
        Assert.Equal(SchemaFiles.HeaderFileByEra.Keys.Order(StringComparer.Ordinal), EraCatalog.Eras.Select(era => era.EraId).Order(StringComparer.Ordinal));

    [Theory, MemberData(nameof(EraIds))]
    public void EveryHeader_GivesItsEra_WithoutDrift(string eraId)
    {
        var header = SchemaFiles.HeaderOf(eraId);
        var match = EraCatalog.Match(header);

        Assert.Equal(eraId, match.Layout?.EraId);
        Assert.Null(match.Drift);
        Assert.Null(match.OtherFile);
        Assert.Equal(header, match.Layout!.Columns.Select(column => column.SourceName));
        Assert.StartsWith(match.Layout.Kind.Code + "-", eraId, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(EraIds))]
    public void Header_InAnotherCaseAndWithBlanks_IsTheSameEra(string eraId)
    {
        var header = SchemaFiles.HeaderOf(eraId).Select((name, i) => i % 2 == 0 ? $" {name.ToUpperInvariant()}\t" : name.ToLowerInvariant());
        Assert.Equal(eraId, EraCatalog.Match([.. header]) is { Drift: null } match ? match.Layout?.EraId : null);
    }

    [Theory, MemberData(nameof(EraIds))]
    public void EveryColumnOfAnEra_IsItsKindsCanonicalColumn(string eraId)
    {
        var era = EraCatalog.Find(eraId);
        var table = CanonicalTable.For(era.Kind);

        Assert.Equal(era.Columns.Length, era.Columns.Select(column => column.Name).Distinct().Count());
        Assert.All(era.Columns, column => Assert.Equal(table.Find(column.Name), column with { SourceName = table.Find(column.Name)!.SourceName }));
    }

    [Theory, MemberData(nameof(OtherFiles))]
    public void SummaryAndMappingFiles_AreRecognised_AndNotIngested(string file)
    {
        var header = SchemaFiles.ReadHeader(file);
        var match = EraCatalog.Match(header);
        var withOneMore = EraCatalog.Match([.. header, "One_More"]);

        Assert.Null(match.Layout);
        Assert.Equal(file[(file.IndexOf('-', StringComparison.Ordinal) + 1)..].Replace("-2026", "").Replace('_', '-'), match.OtherFile);
        Assert.Equal((null, match.OtherFile), (withOneMore.Layout, withOneMore.OtherFile));
    }

    [Theory]
    [InlineData("id,name,price")]
    [InlineData("Record_ID,Program_Year,Amount,Currency")]
    [InlineData("Record_ID,Program_Year")]
    [InlineData("")]
    public void OtherTables_AreNoOpenPaymentsFiles(string header) =>
        Assert.Equal(new HeaderMatch(null, null, null), EraCatalog.Match(header.Split(',')));
}
