using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Ingestion.Tests.Schema;

public sealed class HeaderDriftTests
{
    private static readonly string[] General = SchemaFiles.HeaderOf("general-g3");

    [Fact]
    public void RespelledColumn_IsRenamed_AndKeepsItsPlaceAndType()
    {
        var (layout, drift) = MatchDrifted(Replace(General, "Total_Amount_of_Payment_USDollars", "Total_Amount_of_Payment_US_Dollars"));

        Assert.Equal([new RenamedColumn("Total_Amount_of_Payment_USDollars", "Total_Amount_of_Payment_US_Dollars")], drift.Renamed);
        Assert.Empty(drift.Added.Concat(drift.Removed).Concat(drift.Reordered));
        var column = layout.Columns[Array.IndexOf(General, "Total_Amount_of_Payment_USDollars")];
        Assert.Equal(("Total_Amount_of_Payment_US_Dollars", "total_amount_of_payment_usdollars", ColumnType.Cents), (column.SourceName, column.Name, column.Type));
    }

    [Fact]
    public void TruncatedName_IsRenamed()
    {
        var (_, drift) = MatchDrifted(Replace(General, "Name_of_Third_Party_Entity_Receiving_Payment_or_Transfer_of_Value", "name_of_third_party_entity_receiving_payment_or_transfer_of_ccfc"));
        Assert.Equal("name_of_third_party_entity_receiving_payment_or_transfer_of_ccfc", Assert.Single(drift.Renamed).NewName);
    }

    [Fact]
    public void FamilyOfColumnsRespelled_KeepsItsNumbers()
    {
        string[] header = [.. General.Select(name => name.Replace("Specialty_", "Speciality_", StringComparison.Ordinal))];
        var (_, drift) = MatchDrifted(header);

        Assert.Equal(6, drift.Renamed.Length);
        Assert.All(drift.Renamed, pair => Assert.Equal(pair.OldName, pair.NewName.Replace("Speciality", "Specialty", StringComparison.Ordinal)));
    }

    [Fact]
    public void NextNumberOfAFamily_IsAdded_NotRenamed()
    {
        var (layout, drift) = MatchDrifted(Replace(General, "Covered_or_Noncovered_Indicator_5", "Covered_or_Noncovered_Indicator_6"));

        Assert.Empty(drift.Renamed);
        Assert.Equal(["Covered_or_Noncovered_Indicator_6"], drift.Added);
        Assert.Equal(["Covered_or_Noncovered_Indicator_5"], drift.Removed);
        Assert.Equal(-1, layout.IndexOf("covered_or_noncovered_indicator_5"));
    }

    [Fact]
    public void TwoNamesEquallyNear_AreAddedAndRemoved_NotRenamed()
    {
        string[] header = [.. Replace(General, "City_of_Travel", "Cities_of_Travel"), "Citys_of_Travel"];
        var (_, drift) = MatchDrifted(Replace(header, "Cities_of_Travel", "Cityx_of_Travel"));

        Assert.Empty(drift.Renamed);
        Assert.Equal(["Cityx_of_Travel", "Citys_of_Travel"], drift.Added);
        Assert.Equal(["City_of_Travel"], drift.Removed);
    }

    [Fact]
    public void NameOfAnotherEra_IsTheSameColumn()
    {
        var (layout, drift) = MatchDrifted(Replace(General, "Covered_Recipient_First_Name", "Physician_First_Name"));

        Assert.Equal([new RenamedColumn("Covered_Recipient_First_Name", "Physician_First_Name")], drift.Renamed);
        Assert.Equal("covered_recipient_first_name", layout.Columns[Array.IndexOf(General, "Covered_Recipient_First_Name")].Name);
    }

    [Fact]
    public void ColumnOfAnotherEra_IsAdded_UnderItsCanonicalName()
    {
        var profile = SchemaFiles.HeaderOf("profile-g1").ToList();
        profile.InsertRange(1, ["Associated_Physician_Profile_ID_1", "Associated_Physician_Profile_ID_2"]);
        var (layout, drift) = MatchDrifted([.. profile]);

        Assert.Equal("profile-g1", drift.NearestEraId);
        Assert.Equal(["Associated_Physician_Profile_ID_1", "Associated_Physician_Profile_ID_2"], drift.Added);
        Assert.Equal(("associated_covered_recipient_profile_id_1", 38), (layout.Columns[1].Name, layout.Columns[1].MaxLength));
    }

    [Fact]
    public void AddedColumn_IsKeptAsText_UnderAUniqueName()
    {
        string[] header = [.. General, "Étendue du paiement", "Record_ID", "", "_record_number", "2nd Look", new string('x', 80), new string('x', 80)];
        var (layout, drift) = MatchDrifted(header);

        Assert.Equal("general-g3+drift", layout.EraId);
        Assert.Equal(7, drift.Added.Length);
        Assert.Contains("(column 94, without a name)", drift.Added);
        Assert.Equal(
            ["_tendue_du_paiement", "record_id_2", "column", "_record_number_2", "column_2nd_look", new string('x', 63), new string('x', 61) + "_2"],
            layout.Columns[91..].Select(column => column.Name));
        Assert.All(layout.Columns[91..], column => Assert.Equal((ColumnType.Text, 0), (column.Type, column.MaxLength)));
        Assert.Equal(EraCatalog.Find("general-g3").Columns, layout.Columns[..91]);
    }

    [Fact]
    public void MissingColumn_IsRemoved()
    {
        var (layout, drift) = MatchDrifted([.. General.Where(name => name != "Charity_Indicator")]);

        Assert.Equal(["Charity_Indicator"], drift.Removed);
        Assert.Empty(drift.Renamed);
        Assert.Equal(90, layout.Columns.Length);
    }

    [Fact]
    public void MovedColumn_IsTheOnlyOneReordered()
    {
        string[] header = ["Record_ID", .. General.Where(name => name != "Record_ID")];
        var (layout, drift) = MatchDrifted(header);

        Assert.Equal(["Record_ID"], drift.Reordered);
        Assert.Empty(drift.Added.Concat(drift.Removed));
        Assert.Equal(0, layout.IndexOf("record_id"));
    }

    [Theory]
    [MemberData(nameof(EraCatalogTests.EraIds), MemberType = typeof(EraCatalogTests))]
    public void OneColumnMore_IsDriftFromTheSameEra(string eraId)
    {
        var (layout, drift) = MatchDrifted([.. SchemaFiles.HeaderOf(eraId), "One_More"]);

        Assert.Equal(eraId, drift.NearestEraId);
        Assert.Equal(["One_More"], drift.Added);
        Assert.Equal("one_more", layout.Columns[^1].Name);
    }

    [Fact]
    public void Report_SaysEverythingInWords()
    {
        string[] header = [.. Replace(General, "Recipient_City", "Recipient_Citi").Where(name => name != "Charity_Indicator"), "Extra"];
        (header[0], header[1]) = (header[1], header[0]);

        Assert.Equal(
            "Its header is none that is known; the nearest is general-g3. Renamed, and read under the old name (1): Recipient_City is now Recipient_Citi. "
            + "Added (1): Extra. Removed (1): Charity_Indicator. In another place (1): Change_Type.",
            MatchDrifted(header).Drift.Describe());
    }

    [Fact]
    public void Report_OfAWholeNewGeneration_StaysReadable()
    {
        var text = MatchDrifted([.. General, .. Enumerable.Range(1, 40).Select(i => $"New_{i}")]).Drift.Describe();
        Assert.EndsWith("New_12 and 28 more.", text, StringComparison.Ordinal);
    }

    private static (FileLayout Layout, HeaderDrift Drift) MatchDrifted(string[] header)
    {
        var match = EraCatalog.Match(header);
        Assert.NotNull(match.Layout);
        Assert.NotNull(match.Drift);
        Assert.Equal(header.Length, match.Layout.Columns.Length);
        Assert.Equal(header.Length, match.Layout.Columns.Select(column => column.Name).Distinct().Count());
        return (match.Layout, match.Drift);
    }

    private static string[] Replace(string[] header, string oldName, string newName)
    {
        Assert.Contains(oldName, header);
        return [.. header.Select(name => name == oldName ? newName : name)];
    }
}
