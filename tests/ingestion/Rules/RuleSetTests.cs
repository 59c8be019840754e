using System.Text;
using OpenPayments.Ingestion.Rules;
using OpenPayments.Ingestion.Tests.Chunks;

namespace OpenPayments.Ingestion.Tests.Rules;

public sealed class RuleSetTests
{
    [Fact]
    public void ChangedSeverity_MovesTheRecordAndTheFingerprint()
    {
        var strict = RuleSet.Create(new Dictionary<string, Severity> { ["npi-check-digit"] = Severity.Reject, ["required-value"] = Severity.Warn });
        var file = GeneralRecord.File(new GeneralRecord(1).Set("covered_recipient_npi", "1234567890"), new GeneralRecord(2).Set("date_of_payment", ""));

        Assert.Equal([2L], EngineHarness.Run(file).Quarantined.Select(record => record.RecordNumber));
        Assert.Equal([1L], EngineHarness.Run(file, rules: strict).Quarantined.Select(record => record.RecordNumber));
        Assert.NotEqual(RuleSet.Default.Fingerprint, strict.Fingerprint);
    }

    [Fact]
    public void UnknownRule_IsRefusedByName()
    {
        var error = Assert.Throws<InputException>(() => RuleSet.Create(new Dictionary<string, Severity> { ["npi"] = Severity.Warn }));
        Assert.Contains("'npi'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RuleOnWhatCannotBeRepresented_CannotBeLowered() =>
        Assert.Throws<InputException>(() => RuleSet.Create(new Dictionary<string, Severity> { ["date-format"] = Severity.Warn }));

    [Fact]
    public void Ids_AreUniqueAndSpelledAlike()
    {
        Assert.Equal(RuleCatalog.All.Length, RuleCatalog.All.Select(rule => rule.Id).Distinct().Count());
        Assert.All(RuleCatalog.All, rule => Assert.Matches("^[a-z0-9]+(-[a-z0-9]+)*$", rule.Id));
        Assert.All(RuleCatalog.All, rule => Assert.EndsWith(".", rule.Reason, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("1234567893", true)]
    [InlineData("1003000126", true)]
    [InlineData("1234567890", false)]
    [InlineData("2495351826", false)]
    public void CheckDigit_IsLuhnOverPrefix80840(string npi, bool isRight) =>
        Assert.Equal(isRight, NationalProviderIdentifier.HasCheckDigit(Encoding.ASCII.GetBytes(npi)));

    [Fact]
    public void Natures_DependOnTheProgramYear()
    {
        var natures = (int year) => Enumerations.ValuesOf("nature_of_payment_or_transfer_of_value", year).Select(Encoding.UTF8.GetString).ToList();

        Assert.Contains("Acquisitions", natures(2021));
        Assert.DoesNotContain("Acquisitions", natures(2020));
        Assert.Contains("Current or prospective ownership or investment interest", natures(2022));
        Assert.DoesNotContain("Current or prospective ownership or investment interest", natures(2023));
    }
}
