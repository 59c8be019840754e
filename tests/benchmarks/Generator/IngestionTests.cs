using OpenPayments.Generator;
using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Rules;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Schema;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Benchmarks.Tests.Generator;

/// <summary>The generator says what ingestion must find; ingestion must find exactly that.</summary>
public sealed class IngestionTests
{
    public static TheoryData<string> Eras => Generated.Eras;

    [Theory, MemberData(nameof(Eras))]
    public void AGoodFile_HasNothingToFind(string eraId)
    {
        var (generated, rows) = Ingest(GeneratorOptions.For(EraCatalog.Find(eraId)) with { RecordCount = 5_000 });

        Assert.Empty(rows.FindingCounts);
        Assert.Equal(generated.File.RecordCount, rows.RowCount);
    }

    [Theory, MemberData(nameof(Eras))]
    public void TheQuarantine_EqualsTheLedger(string eraId)
    {
        var (generated, rows) = Ingest(GeneratorOptions.For(EraCatalog.Find(eraId)) with
        {
            RecordCount = 6_000, BadShare = 0.02, OddityShare = 0.01, QuotedNewlineShare = 0.02,
        });

        AssertAgree(generated, rows);
    }

    [Theory]
    [InlineData(Quoting.Cms, true)]
    [InlineData(Quoting.All, false)]
    [InlineData(Quoting.All, true)]
    public void TheQuarantine_EqualsTheLedgerHoweverTheFileIsSpelled(Quoting quoting, bool useCrLf)
    {
        for (var seed = 1UL; seed <= 5; seed++)
        {
            var (generated, rows) = Ingest(GeneratorOptions.For(EraCatalog.Find("general-g3")) with
            {
                RecordCount = 3_000, BadShare = 0.2, OddityShare = 0.05, QuotedNewlineShare = 0.1, Quoting = quoting, UseCrLf = useCrLf, Seed = seed,
            });

            AssertAgree(generated, rows);
        }
    }

    private static void AssertAgree(Generated generated, ChunkRows rows)
    {
        Assert.Equal(generated.File.RecordCount, rows.RecordCount);
        Assert.Equal(
            generated.File.Ledger.Where(entry => entry.IsBad).Select(entry => (entry.RecordNumber, entry.OffsetBytes, entry.LengthBytes)),
            rows.Quarantined.Select(record => (record.RecordNumber, record.OffsetBytes, record.RawBytes.Length)));
        foreach (var (entry, record) in generated.File.Ledger.Where(entry => entry.IsBad).Zip(rows.Quarantined))
        {
            Assert.Equal(generated.Bytes[(int)entry.OffsetBytes..(int)(entry.OffsetBytes + entry.LengthBytes)], record.RawBytes);
            Assert.Contains(record.Findings, finding => finding.RuleId == entry.RuleId && finding.Severity == Severity.Reject);
        }

        foreach (var warned in generated.File.Ledger.Where(entry => !entry.IsBad).GroupBy(entry => entry.RuleId))
            Assert.True(rows.FindingCounts[warned.Key] >= warned.Count());
        Assert.Equal(
            generated.File.Amounts.Select(amounts => new AmountTotals(amounts.Column, amounts.GoodCents, amounts.BadCents, amounts.UnreadableCount)),
            rows.Amounts);
    }

    private static (Generated Generated, ChunkRows Rows) Ingest(GeneratorOptions options)
    {
        var generated = Generated.From(options);
        var start = Array.IndexOf(generated.Bytes, (byte)'\n') + 1;
        var range = new ChunkRange(0, start, generated.Bytes.Length - start, 1, generated.File.RecordCount);
        var id = new FileId(options.ProgramYear, options.Publication, options.Layout.Kind);
        var landed = new LandedFile(id, "raw", new string('0', 64), generated.Bytes.Length, generated.File.RecordCount, 0, TextEncoding.Utf8, options.Layout, [range]);
        using var reader = new MemoryReader(generated.Bytes);
        return (generated, new ChunkEngine(landed, RuleSet.Default).Run(reader, range, CancellationToken.None));
    }
}
