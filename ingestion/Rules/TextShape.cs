namespace OpenPayments.Ingestion.Rules;

/// <summary>Forms of short ASCII texts that are told at one look, whole vectors at a time.</summary>
public enum TextShape
{
    /// <summary>None of the others.</summary>
    None,

    /// <summary>Printable ASCII that begins with a letter or a digit. The shapes below are of this one too.</summary>
    Words,

    /// <summary>Digits alone.</summary>
    Digits,

    /// <summary>A National Provider Identifier with the right check digit.</summary>
    Npi,

    /// <summary><c>12345</c> or <c>12345-6789</c>.</summary>
    Zip,
}
