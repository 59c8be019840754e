using System.Text;
using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Csv;
using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Rules;

namespace OpenPayments.Ingestion.Tests.Chunks;

public sealed class ChunkEngineTests
{
    [Fact]
    public void GoodRecord_IsAcceptedWithoutAnyFinding()
    {
        var rows = EngineHarness.Run(GeneralRecord.File(new GeneralRecord()));

        Assert.Equal(1, rows.RowCount);
        Assert.Empty(rows.FindingCounts);
        Assert.Equal(new AmountTotals("total_amount_of_payment_usdollars", 1234, 0, 0), Assert.Single(rows.Amounts));
        Assert.Equal(["12.34"], EngineHarness.Texts(rows, "total_amount_of_payment_usdollars"));
        Assert.Equal(["04/28/2023"], EngineHarness.Texts(rows, "date_of_payment"));
        Assert.Equal(["1000000001"], EngineHarness.Texts(rows, "record_id"));
        Assert.Equal([null], EngineHarness.Texts(rows, "teaching_hospital_ccn"));
        Assert.DoesNotContain(rows.Columns, column => column.Name == "program_year");
    }

    /// <summary>Each of these has no place in a typed row: the record is set aside, and named by the rule it broke.</summary>
    [Theory]
    [InlineData("total_amount_of_payment_usdollars", "1,234.00", "column-count")]
    [InlineData("total_amount_of_payment_usdollars", "$12.00", "amount-format")]
    [InlineData("total_amount_of_payment_usdollars", "12.345", "amount-format")]
    [InlineData("total_amount_of_payment_usdollars", "10000000000000000.00", "amount-format")]
    [InlineData("total_amount_of_payment_usdollars", "", "required-value")]
    [InlineData("date_of_payment", "02/30/2023", "date-format")]
    [InlineData("date_of_payment", "2023-04-28", "date-format")]
    [InlineData("date_of_payment", "", "required-value")]
    [InlineData("number_of_payments_included_in_total_amount", "1.5", "integer-format")]
    [InlineData("number_of_payments_included_in_total_amount", "3000000000", "integer-format")]
    [InlineData("record_id", "", "required-value")]
    [InlineData("program_year", "2022", "program-year-differs")]
    public void ValueWithoutPlaceInTheTable_RejectsTheRecord(string column, string value, string ruleId)
    {
        var bad = new GeneralRecord(2).Set(column, value);

        var rows = EngineHarness.Run(GeneralRecord.File(new GeneralRecord(1), bad, new GeneralRecord(3)));

        Assert.Equal(3, rows.RecordCount);
        Assert.Equal(["1000000001", "1000000003"], EngineHarness.Texts(rows, "record_id"));
        var rejected = Assert.Single(rows.Quarantined);
        Assert.Equal(2, rejected.RecordNumber);
        Assert.Equal(bad.ToString(), Encoding.UTF8.GetString(rejected.RawBytes));
        Assert.Equal(GeneralRecord.Header.Length + new GeneralRecord(1).ToString().Length, rejected.OffsetBytes);
        Assert.Contains(rejected.Findings, finding => finding.RuleId == ruleId && finding.Severity == Severity.Reject);
    }

    /// <summary>Each of these is odd but can be represented: the record is kept, as published, and counted.</summary>
    [Theory]
    [InlineData("covered_recipient_npi", "1234567890", "npi-check-digit")]
    [InlineData("covered_recipient_npi", "042697983", "npi-format")]
    [InlineData("covered_recipient_npi", "", "person-incomplete")]
    [InlineData("covered_recipient_type", "Covered Recipient", "unknown-category")]
    [InlineData("recipient_state", "0R", "state-code")]
    [InlineData("recipient_state", "", "state-missing")]
    [InlineData("recipient_country", "US", "country-name")]
    [InlineData("recipient_zip_code", "5500", "zip-format")]
    [InlineData("teaching_hospital_ccn", "010001", "person-with-hospital")]
    [InlineData("teaching_hospital_ccn", "10001", "ccn-format")]
    [InlineData("city_of_travel", "#REF!", "spreadsheet-litter")]
    [InlineData("state_of_travel", "-- SELECT --", "spreadsheet-litter")]
    [InlineData("covered_recipient_first_name", "A\0B", "nul-byte")]
    [InlineData("covered_recipient_first_name", "ANNANNANNANNANNANNANNANNANNANNANNANNANNANNANNANNANN", "length-bound")]
    [InlineData("covered_recipient_profile_id", "10001A", "identifier-digits")]
    [InlineData("nature_of_payment_or_transfer_of_value", "Lunch", "unknown-category")]
    [InlineData("nature_of_payment_or_transfer_of_value", "Current or prospective ownership or investment interest", "unknown-category")]
    [InlineData("associated_drug_or_biological_ndc_1", "12-34", "ndc-format")]
    [InlineData("total_amount_of_payment_usdollars", "0.00", "amount-zero")]
    [InlineData("total_amount_of_payment_usdollars", "-5.00", "amount-negative")]
    [InlineData("total_amount_of_payment_usdollars", "1000000000.01", "amount-implausible")]
    [InlineData("date_of_payment", "11/30/0002", "payment-date-implausible")]
    [InlineData("payment_publication_date", "06/30/2024", "publication-date-differs")]
    [InlineData("number_of_payments_included_in_total_amount", "0", "payment-count")]
    [InlineData("third_party_payment_recipient_indicator", "Entity", "third-party-name")]
    [InlineData("related_product_indicator", "Yes", "product-indicator")]
    [InlineData("covered_or_noncovered_indicator_2", "Covered", "product-slot-gap")]
    [InlineData("recipient_country", "", "")]
    public void OddValue_IsKeptAsPublishedAndCounted(string column, string value, string ruleId)
    {
        var rows = EngineHarness.Run(GeneralRecord.File(new GeneralRecord(1), new GeneralRecord(2).Set(column, value)));

        Assert.Equal(2, rows.RowCount);
        Assert.Empty(rows.Quarantined);
        Assert.Equal(value.Length == 0 ? null : value, EngineHarness.Texts(rows, column)[1]);
        if (ruleId.Length > 0) Assert.Equal(1, rows.FindingCounts[ruleId]);
        else Assert.Empty(rows.FindingCounts);
    }

    [Fact]
    public void TeachingHospital_WithoutItsFieldsOrWithAPerson_IsInconsistent()
    {
        var hospital = new GeneralRecord().Set("covered_recipient_type", "Covered Recipient Teaching Hospital");

        var rows = EngineHarness.Run(GeneralRecord.File(hospital));

        Assert.Equal(1, rows.FindingCounts["hospital-incomplete"]);
        Assert.Equal(1, rows.FindingCounts["hospital-with-person"]);
    }

    [Fact]
    public void RejectedRecord_ListsEverythingThatIsWrongWithIt()
    {
        var bad = new GeneralRecord().Set("total_amount_of_payment_usdollars", "N/A").Set("date_of_payment", "13/01/2023").Set("recipient_state", "ZZ");

        var rejected = Assert.Single(EngineHarness.Run(GeneralRecord.File(bad)).Quarantined);

        Assert.Equal(
            [("recipient_state", "state-code", "ZZ", Severity.Warn), ("total_amount_of_payment_usdollars", "amount-format", "N/A", Severity.Reject), ("date_of_payment", "date-format", "13/01/2023", Severity.Reject)],
            rejected.Findings.Select(finding => (finding.Column, finding.RuleId, finding.Excerpt, finding.Severity)));
    }

    /// <summary>Quotes are doubled in the file: where the excerpt ends, they make it twice as long there.</summary>
    [Theory]
    [InlineData("a", 120)]
    [InlineData("a", 121)]
    [InlineData("\"", 120)]
    [InlineData("\"", 121)]
    [InlineData("\"", 5_000)]
    [InlineData("a\"", 60)]
    [InlineData("a\"", 2_500)]
    [InlineData("\"ab", 2_000)]
    public void Excerpt_IsTheValuesStart_HoweverLongItsCell(string piece, int count)
    {
        var value = string.Concat(Enumerable.Repeat(piece, count));

        var rejected = Assert.Single(EngineHarness.Run(GeneralRecord.File(new GeneralRecord().Set("date_of_payment", value))).Quarantined);

        Assert.Equal(value.Length > 120 ? value[..120] + "…" : value, rejected.Findings.Single(finding => finding.RuleId == "date-format").Excerpt);
    }

    [Fact]
    public void Amounts_AreAccountedForWhereverTheirRecordGoes()
    {
        var rows = EngineHarness.Run(GeneralRecord.File(
            new GeneralRecord(1).Set("total_amount_of_payment_usdollars", "1.00"),
            new GeneralRecord(2).Set("total_amount_of_payment_usdollars", "20.5").Set("date_of_payment", "bad"),
            new GeneralRecord(3).Set("total_amount_of_payment_usdollars", "n/a"),
            "too,few,fields\n",
            new GeneralRecord(4).Set("total_amount_of_payment_usdollars", "300")));

        Assert.Equal(new AmountTotals("total_amount_of_payment_usdollars", 301_00, 20_50, 2), Assert.Single(rows.Amounts));
        Assert.Equal(5, rows.RecordCount);
        Assert.Equal([2L, 3, 4], rows.Quarantined.Select(record => record.RecordNumber));
    }

    [Fact]
    public void BrokenQuoting_CostsOnlyItsOwnLine()
    {
        var unterminated = new GeneralRecord(2).ToString().Replace("\"OSLO\"", "\"OSLO", StringComparison.Ordinal);
        var lastField = new GeneralRecord(4).ToString()[..^2] + "\n";
        var stray = new GeneralRecord(5).ToString().Replace("\"OSLO\"", "\"OS\"LO\"", StringComparison.Ordinal);

        var rows = EngineHarness.Run(GeneralRecord.File(new GeneralRecord(1), unterminated, new GeneralRecord(3), lastField, stray, new GeneralRecord(6)));

        Assert.Equal(6, rows.RecordCount);
        Assert.Equal(["1000000001", "1000000003", "1000000005", "1000000006"], EngineHarness.Texts(rows, "record_id"));
        Assert.Equal("OS\"LO", EngineHarness.Texts(rows, "recipient_city")[2]);
        Assert.Equal([2L, 4], rows.Quarantined.Select(record => record.RecordNumber));
        Assert.Equal([unterminated, lastField], rows.Quarantined.Select(record => Encoding.UTF8.GetString(record.RawBytes)));
        Assert.Contains(rows.Quarantined[1].Findings, finding => finding.RuleId == "unterminated-quote");
    }

    [Fact]
    public void InvalidUtf8_IsRejectedAndShownInHex()
    {
        var file = GeneralRecord.File(new GeneralRecord(1).Set("covered_recipient_last_name", "DÍAZ"), new GeneralRecord(2).Set("covered_recipient_last_name", "D?AZ"));
        file[file.AsSpan().IndexOf("D?AZ"u8) + 1] = 0xFF;

        var rows = EngineHarness.Run(file);

        Assert.Equal(["DÍAZ"], EngineHarness.Texts(rows, "covered_recipient_last_name"));
        var finding = Assert.Single(Assert.Single(rows.Quarantined).Findings);
        Assert.Equal(("invalid-utf8", "D\\xFFAZ"), (finding.RuleId, finding.Excerpt));
    }

    [Fact]
    public void Windows1252_IsDecoded()
    {
        var file = GeneralRecord.File(new GeneralRecord(1).Set("covered_recipient_last_name", "D?AZ \"X\""), new GeneralRecord(2));
        file[file.AsSpan().IndexOf("D?AZ"u8) + 1] = 0x92;

        var rows = EngineHarness.Run(file, encoding: TextEncoding.Windows1252);

        Assert.Equal(["D\u2019AZ \"X\"", "LEE"], EngineHarness.Texts(rows, "covered_recipient_last_name"));
    }

    [Fact]
    public void TooLargeField_IsRejected()
    {
        var rows = EngineHarness.Run(GeneralRecord.File(new GeneralRecord(1).Set("contextual_information", new string('x', 65_537)), new GeneralRecord(2).Set("contextual_information", new string('x', 65_536))));

        Assert.Equal(["1000000002"], EngineHarness.Texts(rows, "record_id"));
        Assert.Equal(1, rows.FindingCounts["field-too-large"]);
    }

    [Fact]
    public void Provenance_PointsAtTheExactBytes()
    {
        var file = GeneralRecord.File(new GeneralRecord(1), new GeneralRecord(2).Set("contextual_information", "two\nlines, and a \"quote\""), "\n", new GeneralRecord(3).ToString().TrimEnd('\n'));

        var rows = EngineHarness.Run(file);

        Assert.Equal(["1", "2", "3"], EngineHarness.Texts(rows, "_record_number"));
        Assert.Equal([null, "two\nlines, and a \"quote\"", null], EngineHarness.Texts(rows, "contextual_information"));
        var offsets = EngineHarness.Texts(rows, "_offset_bytes").Select(text => int.Parse(text!)).ToArray();
        var lengths = EngineHarness.Texts(rows, "_length_bytes").Select(text => int.Parse(text!)).ToArray();
        Assert.Equal(file.Length, offsets[2] + lengths[2]);
        for (var row = 0; row < 3; row++)
            Assert.Contains($"\"100000000{row + 1}\"", Encoding.UTF8.GetString(file, offsets[row], lengths[row]), StringComparison.Ordinal);
    }

    [Fact]
    public void CarriageReturns_AreNoPartOfTheLastField()
    {
        var lf = GeneralRecord.File(Enumerable.Range(1, 5).Select(i => new GeneralRecord(i)));
        var crlf = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(lf).Replace("\n", "\r\n", StringComparison.Ordinal));

        var rows = EngineHarness.Run(crlf);

        Assert.Equal(Enumerable.Repeat("01/30/2025", 5), EngineHarness.Texts(rows, "payment_publication_date"));
        Assert.Empty(rows.FindingCounts);
    }

    /// <summary>Kernels and window sizes are a matter of speed: what comes out may not depend on them.</summary>
    [Theory]
    [InlineData(ScannerKernel.Scalar, 4 << 10)]
    [InlineData(ScannerKernel.Best, 4 << 10)]
    [InlineData(ScannerKernel.Best, 5003)]
    [InlineData(ScannerKernel.Best, 512 << 10)]
    public void Result_DoesNotDependOnKernelOrWindow(ScannerKernel kernel, int windowBytes)
    {
        var random = new Random(7);
        var file = GeneralRecord.File(Enumerable.Range(1, 700).Select(i => (object)Damaged(i, random)));

        var expected = Render(EngineHarness.Run(file, kernel: ScannerKernel.Scalar, windowBytes: 1 << 20));

        Assert.Equal(expected, Render(EngineHarness.Run(file, kernel: kernel, windowBytes: windowBytes)));
    }

    private static string Damaged(int number, Random random)
    {
        var record = new GeneralRecord(number);
        if (random.Next(4) == 0) record.Set("contextual_information", "a \"b\"\nc" + number);
        if (random.Next(6) == 0) record.Set("covered_recipient_last_name", "Díaz" + random.Next(50));
        if (random.Next(9) == 0) record.Set("date_of_payment", "x");
        var line = record.ToString();
        return random.Next(15) switch
        {
            0 => line.Replace("\"OSLO\"", "\"OSLO", StringComparison.Ordinal),
            1 => line.Replace("\"OSLO\"", "OS\"LO", StringComparison.Ordinal),
            2 => line.Replace(",\"NEW\"", "", StringComparison.Ordinal).Insert(0, "\r\n"),
            3 => line.Replace("\n", "\r\n", StringComparison.Ordinal),
            4 => "," + line,
            _ => line,
        };
    }

    private static string Render(ChunkRows rows) => string.Join('\n',
    [
        $"{rows.RecordCount} {rows.RowCount} {string.Join(' ', rows.Amounts)} {string.Join(' ', rows.FindingCounts)}",
        .. rows.Columns.Select(column => column.Name + ": " + string.Join('|', EngineHarness.Texts(column).Select(text => text ?? "∅"))),
        .. rows.Quarantined.Select(record => $"{record.RecordNumber}@{record.OffsetBytes} {Convert.ToHexString(record.RawBytes)} {string.Join(' ', record.Findings)}"),
    ]);
}
