using System.Text;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Ingestion.Tests.Schema;

public sealed class CanonicalTableTests
{
    public static TheoryData<Kind> Kinds => [.. Enum.GetValues<Kind>()];

    [Theory, MemberData(nameof(Kinds))]
    public void Columns_AreThoseOfAllEras_TheNewestErasFirst(Kind kind)
    {
        var expected = EraCatalog.Eras.Where(era => era.Kind == kind).SelectMany(era => era.Columns.Select(column => column.Name)).Distinct();
        Assert.Equal(expected, CanonicalTable.For(kind).Columns.Select(column => column.Name));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Names_AreShortUniqueSnakeCase(Kind kind)
    {
        var names = CanonicalTable.For(kind).Columns.Select(column => column.Name).ToList();

        Assert.Equal(names.Count, names.Distinct().Count());
        Assert.All(names, name => Assert.InRange(Encoding.UTF8.GetByteCount(name), 1, 63));
        Assert.All(names, name => Assert.Matches("^[a-z][a-z0-9_]*$", name));
    }

    [Theory]
    [InlineData(Kind.General, 108)]
    [InlineData(Kind.Research, 274)]
    [InlineData(Kind.Ownership, 31)]
    [InlineData(Kind.Removed, 4)]
    [InlineData(Kind.Profile, 45)]
    public void ColumnCounts_AreKnown(Kind kind, int count) => Assert.Equal(count, CanonicalTable.For(kind).Columns.Length);

    [Theory]
    [InlineData("general")]
    [InlineData("research")]
    [InlineData("ownership")]
    [InlineData("profile")]
    public void TypesAndLengths_AreThoseOfTheDictionaries(string code)
    {
        Assert.True(KindExtensions.TryParseKind(code, out var kind));
        var dictionary = SchemaFiles.ReadDictionary(code);
        var newest = EraCatalog.Find(code + "-g3");

        Assert.Equal(dictionary.Keys, newest.Columns.Select(column => column.SourceName));
        Assert.All(newest.Columns, column =>
        {
            var (cmsType, maxLength) = dictionary[column.SourceName];
            var type = cmsType switch
            {
                "date" => ColumnType.Date,
                "number" => ColumnType.Cents,
                "integer" when !column.Name.EndsWith("_npi", StringComparison.Ordinal) => ColumnType.Int32,
                _ when column.Name == "program_year" => ColumnType.Int32,
                _ => ColumnType.Text,
            };
            Assert.Equal((column.Name, type, maxLength), (column.Name, column.Type, column.MaxLength));
        });
    }

    [Theory, MemberData(nameof(Kinds))]
    public void ColumnsOfOlderErasOnly_AreTextOfAStatedLength(Kind kind)
    {
        var newest = EraCatalog.Eras.First(era => era.Kind == kind).Columns.Select(column => column.Name).ToHashSet();
        var lengths = CanonicalTable.For(kind).Columns.Where(column => !newest.Contains(column.Name)).ToList();

        Assert.All(lengths, column => Assert.Equal(ColumnType.Text, column.Type));
        Assert.All(lengths, column => Assert.Equal(
            column.Name switch
            {
                _ when column.Name.StartsWith("ndc_of_", StringComparison.Ordinal) => 12,
                _ when column.Name.StartsWith("physician_registration_address", StringComparison.Ordinal) => 55,
                _ when column.Name.StartsWith("physician_additional_specialty", StringComparison.Ordinal) => 300,
                "physician_registration_city" => 40,
                "physician_registration_country" => 100,
                _ => 0,
            },
            column.MaxLength));
    }

    [Theory]
    [InlineData("general-g1", "Physician_Profile_ID", "covered_recipient_profile_id")]
    [InlineData("general-g1b", "Physician_NPI", "covered_recipient_npi")]
    [InlineData("general-g2", "Physician_Primary_Type", "covered_recipient_primary_type_1")]
    [InlineData("general-g2", "Physician_Specialty", "covered_recipient_specialty_1")]
    [InlineData("general-g1", "Physician_License_State_code3", "covered_recipient_license_state_code3")]
    [InlineData("general-g1", "Physician_Ownership_Indicator", "physician_ownership_indicator")]
    [InlineData("general-g1", "NDC_of_Associated_Covered_Drug_or_Biological2", "ndc_of_associated_covered_drug_or_biological2")]
    [InlineData("general-g1", "Product_Indicator", "product_indicator")]
    [InlineData("general-g0", "general_transaction_id", "general_transaction_id")]
    [InlineData("general-g0", "delay_in_publication_of_general_payment_indicator", "delay_in_publication_indicator")]
    [InlineData("general-g3", "Name_of_Third_Party_Entity_Receiving_Payment_or_Transfer_of_Value", "name_of_third_party_entity_receiving_payment_or_transfer_of_val")]
    [InlineData("general-g3", "Applicable_Manufacturer_or_Applicable_GPO_Making_Payment_Country", "applicable_manufacturer_or_applicable_gpo_making_payment_countr")]
    [InlineData("research-g1", "Principal_Investigator_4_Primary_Type", "principal_investigator_4_primary_type_1")]
    [InlineData("research-g2", "Principal_Investigator_5_Specialty", "principal_investigator_5_specialty_1")]
    [InlineData("research-g0", "name_of_associated_drug_or_biological5", "name_of_associated_covered_drug_or_biological5")]
    [InlineData("research-g0", "delay_in_publication_of_research_payment_indicator", "delay_in_publication_indicator")]
    [InlineData("ownership-g1", "Physician_Profile_ID", "physician_profile_id")]
    [InlineData("ownership-g0", "dollar_amount_invested", "total_amount_invested_usdollars")]
    [InlineData("profile-g1", "Physician_Profile_OPS_Taxonomy_5", "covered_recipient_profile_ops_taxonomy_5")]
    [InlineData("profile-g0", "physician_profile_address2", "covered_recipient_profile_address_line_2")]
    [InlineData("profile-g0", "physician_profile_zip_code", "covered_recipient_profile_zipcode")]
    [InlineData("profile-g0", "physician_states_on_licenses1", "covered_recipient_profile_license_state_code_1")]
    public void Crosswalk_JoinsWhatCmsRenamed(string eraId, string sourceName, string name) =>
        Assert.Equal(name, EraCatalog.Find(eraId).Columns.Single(column => column.SourceName == sourceName).Name);
}
