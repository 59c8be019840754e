using DuckDB.NET.Data;
using OpenPayments.Ingestion.Sources;

namespace OpenPayments.Pipeline.Tests.Validation;

/// <summary>Summary files as CMS would publish them of a payment file: the real headers, the figures by DuckDB from the CSV itself.</summary>
internal sealed class SummaryFolder : IDisposable
{
    private const string Payer = "\"Applicable_Manufacturer_or_Applicable_GPO_Making_Payment_ID\"";
    private const string Nature = "\"Nature_of_Payment_or_Transfer_of_Value\"";
    private const string Amount = "sum(\"Total_Amount_of_Payment_USDollars\"::DECIMAL(18, 2))";

    private const string NatureCode =
        "CASE WHEN n LIKE 'Consulting%' THEN 1 WHEN n LIKE 'Compensation for services%' THEN 2 WHEN n = 'Honoraria' THEN 3 WHEN n = 'Gift' THEN 4 WHEN n = 'Entertainment' THEN 5 WHEN n = 'Food and Beverage' THEN 6 WHEN n = 'Travel and Lodging' THEN 7 WHEN n = 'Education' THEN 8 WHEN n = 'Charitable Contribution' THEN 9 WHEN n = 'Royalty or License' THEN 10 WHEN n LIKE 'Current or%' THEN 11 WHEN n LIKE '%non-accredited%' THEN 12 WHEN n LIKE '%an accredited%' THEN 13 WHEN n = 'Grant' THEN 14 WHEN n LIKE 'Space rental%' THEN 15 END";

    private const string RecipientCode = "CASE \"Covered_Recipient_Type\" WHEN 'Covered Recipient Physician' THEN 1 WHEN 'Covered Recipient Teaching Hospital' THEN 2 ELSE 10 END";
    private const string RecipientId = "coalesce(\"Physician_Profile_ID\", \"Teaching_Hospital_ID\")";
    private const string IsPhysician = "FILTER (\"Covered_Recipient_Type\" = 'Covered Recipient Physician')";
    private const string IsHospital = "FILTER (\"Covered_Recipient_Type\" = 'Covered Recipient Teaching Hospital')";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("openpayments-");

    public static IReadOnlyDictionary<string, (string FileName, Dictionary<string, string> Columns, string GroupBy)> General { get; } = new Dictionary<string, (string, Dictionary<string, string>, string)>
    {
        ["summary_reporting_entity"] = ("PBLCTN_RPTG_ORG_SMRY_{0}.csv", new()
        {
            ["AMGPO_Making_Payment_ID"] = Payer, ["Total_Amount_General"] = Amount, ["Total_Amount_Research"] = "0", ["Trans_General"] = "count(*)", ["Trans_Research"] = "0",
            ["Trans_General_Physician"] = $"count(*) {IsPhysician}", ["Trans_General_Non_Physician_Practitioner"] = "0", ["Trans_General_Teachinghospital"] = $"count(*) {IsHospital}", ["Program_Year"] = "\"Program_Year\"",
        }, $"{Payer}, \"Program_Year\""),
        ["summary_by_entity_nature"] = ("PBLCTN_SMRY_BY_AMGPO_BY_NTR_OF_PYMT_PGYR2013_{0}.csv", new()
        {
            ["AMGPO_ID"] = Payer, ["Nature_Of_Payment_Type_Code"] = NatureCode, ["Number_of_Transaction"] = "count(*)", ["Total_Amount"] = Amount,
        }, $"{Payer}, n"),
        ["summary_by_entity_recipient_nature"] = ("PBLCTN_SMRY_BY_AMGPO_BY_CR_BY_NTR_OF_PYMT_PGYR2013_{0}.csv", new()
        {
            ["AMGPO_ID"] = Payer, ["Recipient_ID"] = RecipientId, ["Recipient_Type"] = RecipientCode, ["Nature_Of_Payment_Type_Code"] = NatureCode, ["Number_of_Transaction"] = "count(*)", ["Total_Amount"] = Amount,
        }, $"{Payer}, {RecipientId}, \"Covered_Recipient_Type\", n"),
        ["summary_by_recipient_entity"] = ("PBLCTN_SMRY_BY_CR_BY_AMGPO_PGYR2013_{0}.csv", new()
        {
            ["Recipient_ID"] = RecipientId, ["Recipient_Type"] = RecipientCode, ["Payment_Type"] = "'General'", ["AMGPO_ID"] = Payer, ["Number_of_Transaction"] = "count(*)", ["Total_Amount"] = Amount,
        }, $"{Payer}, {RecipientId}, \"Covered_Recipient_Type\""),
        ["summary_by_recipient_nature"] = ("PBLCTN_SMRY_BY_CR_BY_NTR_OF_PYMT_PGYR2013_{0}.csv", new()
        {
            ["Recipient_ID"] = RecipientId, ["Recipient_Type"] = RecipientCode, ["Nature_Of_Payment_Type_Code"] = NatureCode, ["Number_of_Transaction"] = "count(*)", ["Total_Amount"] = Amount,
        }, $"{RecipientId}, \"Covered_Recipient_Type\", n"),
        ["summary_national"] = ("PBLCTN_NTNL_SMRY_{0}-joined.csv", new()
        {
            ["Payment_Type"] = "'General'", ["Recipient_Type"] = "\"Covered_Recipient_Type\"", ["Program_Year"] = "\"Program_Year\"",
            ["Total_Payment_Amount_Physician"] = Amount, ["Total_Payment_Count_Physician"] = "count(*)",
        }, "\"Covered_Recipient_Type\", \"Program_Year\""),
        ["summary_state"] = ("PBLCTN_STATE_SMRY_{0}-joined.csv", new()
        {
            ["Country_Code"] = "'US'", ["State_Code"] = "\"Recipient_State\"", ["Payment_Type"] = "'General'", ["Recipient_Type"] = "\"Covered_Recipient_Type\"", ["Program_Year"] = "\"Program_Year\"",
            ["Total_Payment_Amount_Physician"] = $"{Amount} {IsPhysician}", ["Total_Payment_Amount_Teaching_Hospital"] = $"{Amount} {IsHospital}",
            ["Total_Payment_Count_Physician"] = $"count(*) {IsPhysician}", ["Total_Payment_Count_Teaching_Hospital"] = $"count(*) {IsHospital}",
        }, "\"Recipient_State\", \"Covered_Recipient_Type\", \"Program_Year\""),
        ["summary_state_by_nature"] = ("PBLCTN_NTR_OF_PYMT_BY_STATE_SMRY_PGYR2013_{0}.csv", new()
        {
            ["Country_Code"] = "'US'", ["State_Code"] = "\"Recipient_State\"", ["Nature_of_Payment"] = "n", ["Recipient_Type"] = "\"Covered_Recipient_Type\"", ["Program_Year"] = "\"Program_Year\"",
            ["Total_Payment_Amount_Physician"] = $"{Amount} {IsPhysician}", ["Total_Payment_Amount_Teaching_Hospital"] = $"{Amount} {IsHospital}",
            ["Total_Payment_Count_Physician"] = $"count(*) {IsPhysician}", ["Total_Payment_Count_Teaching_Hospital"] = $"count(*) {IsHospital}",
        }, "\"Recipient_State\", n, \"Covered_Recipient_Type\", \"Program_Year\""),
        ["summary_physician"] = ("PBLCTN_PHYSN_NON_PHYSN_PRCTNR_SMRY_{0}.csv", new()
        {
            ["Covered_Recipient_Profile_ID"] = "\"Physician_Profile_ID\"", ["Program_Year"] = "\"Program_Year\"", ["General_Total_Payment"] = Amount, ["General_Total_Transactions"] = "count(*)",
        }, "\"Physician_Profile_ID\", \"Program_Year\""),
    };

    public static TheoryData<string> Forms => [.. General.Keys];

    /// <param name="where">Which payments CMS counted, in SQL; <c>n</c> is the nature.</param>
    public SummarySource Write(string form, string csvPath, string where = "true")
    {
        var (fileName, columns, groupBy) = General[form];
        return Write(form, string.Format(null, fileName, "P01222021_01102021"), $"SELECT *, {Nature} AS n FROM read_csv('{csvPath}', all_varchar = true)", columns, groupBy, where);
    }

    public SummarySource Write(string form, string fileName, string from, Dictionary<string, string> columns, string groupBy, string where = "true")
    {
        var path = Path.Combine(_folder.FullName, fileName);
        var header = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "headers", $"SMRY-{form}-2026.txt")).Where(name => name.Length > 0);
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"COPY (SELECT {string.Join(", ", header.Select(name => $"{columns.GetValueOrDefault(name, "''")} AS \"{name}\""))} FROM ({from}) WHERE {where} GROUP BY {groupBy} ORDER BY ALL) TO '{path}' (FORMAT csv, HEADER)";
        command.ExecuteNonQuery();
        return SourceFinder.FindSummary(path)!;
    }

    /// <summary>Writes a line anew.</summary>
    public static void Edit(SummarySource summary, int lineNumber, Func<string[], string[]> edit)
    {
        var lines = File.ReadAllLines(summary.Place.Path);
        lines[lineNumber - 1] = string.Join(',', edit(lines[lineNumber - 1].Split(',')));
        File.WriteAllLines(summary.Place.Path, lines);
    }

    public string WriteText(string fileName, string csv)
    {
        var path = Path.Combine(_folder.FullName, fileName);
        File.WriteAllText(path, csv);
        return path;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
