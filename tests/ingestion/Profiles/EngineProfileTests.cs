using System.Globalization;
using OpenPayments.Ingestion.Columns;
using OpenPayments.Ingestion.Csv;
using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Profiles;
using OpenPayments.Ingestion.Profiles.Sketches;
using OpenPayments.Ingestion.Tests.Chunks;

namespace OpenPayments.Ingestion.Tests.Profiles;

/// <summary>Profiles of what the engine builds: of accepted rows alone, of decoded texts, and the same whichever kernel found the cells.</summary>
public sealed class EngineProfileTests
{
    [Theory]
    [InlineData(ScannerKernel.Vector512)]
    [InlineData(ScannerKernel.Vector256)]
    [InlineData(ScannerKernel.Scalar)]
    public void Sketches_AreTheSameBytes_WhicheverKernelScans(ScannerKernel kernel)
    {
        var file = GeneralRecord.File(Enumerable.Range(1, 900).Select(number => new GeneralRecord(number)
            .Set("recipient_city", $"City {number % 600}, \"{number % 7}\"")
            .Set("total_amount_of_payment_usdollars", (number * 7919 % 100_000 / 100m).ToString("0.00", CultureInfo.InvariantCulture))));

        Assert.Equal(Profile(file, ScannerKernel.Best, windowBytes: 64 << 10), Profile(file, kernel, windowBytes: 4 << 10));
    }

    [Fact]
    public void ColumnThatWentOnWithoutADictionary_IsProfiledAsAWhole()
    {
        const int Count = 20_000;
        var file = GeneralRecord.File(Enumerable.Range(1, Count).Select(number => new GeneralRecord(number).Set("recipient_city", number % 20 == 0 ? "BERGEN" : $"City {number}")));
        var rows = EngineHarness.Run(file);
        var column = Assert.IsAssignableFrom<TextColumnData>(rows.Columns.Single(candidate => candidate.Name == "recipient_city"));
        Assert.False(column.IsDictionary);

        var city = ColumnProfiles.Of(new ColumnSketcher().Take(column), rows.RowCount);

        ExactColumn.AssertAgrees(city, [.. EngineHarness.Texts(column).OfType<string>()], Count);
        Assert.Equal([new TopValue("BERGEN", Count / 20, Count / 20)], city.TopValues);
    }

    [Fact]
    public void RejectedRecords_AreNotInTheProfile()
    {
        var file = GeneralRecord.File(
            new GeneralRecord(1).Set("recipient_city", "BERGEN"), new GeneralRecord(2).Set("recipient_city", "@"), new GeneralRecord(3).Set("total_amount_of_payment_usdollars", "free"));
        file[Array.IndexOf(file, (byte)'@')] = 0xFF;

        var (city, amount) = (ColumnOf(file, "recipient_city"), ColumnOf(file, "total_amount_of_payment_usdollars"));

        Assert.Equal((1, 1), (city.ValueCount, amount.ValueCount));
        Assert.Equal([new TopValue("BERGEN", 1, 1)], city.TopValues);
        Assert.Equal(("BERGEN", "BERGEN", "12.34"), (city.Min, city.Max, amount.Max));
    }

    [Fact]
    public void Windows1252_IsProfiledAsTheTextsInTheTable()
    {
        var file = GeneralRecord.File(Enumerable.Range(1, 3).Select(number => new GeneralRecord(number).Set("covered_recipient_last_name", number < 3 ? "D@AZ" : "LEE")));
        for (var at = 0; (at = Array.IndexOf(file, (byte)'@')) >= 0;) file[at] = 0xCD;

        var name = ColumnOf(file, "covered_recipient_last_name", TextEncoding.Windows1252);

        Assert.Equal([new TopValue("DÍAZ", 2, 2), new TopValue("LEE", 1, 1)], name.TopValues);
        Assert.Equal(("DÍAZ", "LEE", 3, 4), (name.Min, name.Max, name.MinLength!.Value, name.MaxLength!.Value));
    }

    private static byte[] Profile(byte[] file, ScannerKernel kernel, int windowBytes) =>
        new PartProfiler().Profile(EngineHarness.Run(file, kernel: kernel, windowBytes: windowBytes).Columns);

    private static ColumnProfile ColumnOf(byte[] file, string column, TextEncoding encoding = TextEncoding.Utf8)
    {
        var rows = EngineHarness.Run(file, encoding: encoding);
        return ColumnProfiles.Of(new ColumnSketcher().Take(rows.Columns.Single(candidate => candidate.Name == column)), rows.RowCount);
    }
}
