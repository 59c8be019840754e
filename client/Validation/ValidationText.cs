using System.Globalization;
using System.Text;
using OpenPayments.Ingestion.Reconciliation;

namespace OpenPayments.Client.Validation;

/// <summary>The outcome of a validation for people: every check of every file, worst news included, then the verdict.</summary>
public static class ValidationText
{
    public static string Describe(YearValidation validation)
    {
        var text = new StringBuilder();
        foreach (var file in validation.Files)
        {
            text.Append(CultureInfo.InvariantCulture, $"{file.File} ({Word(file.State)}): {Word(file.Verdict)}\n");
            foreach (var check in file.Checks) Append(text, check);
            foreach (var difference in file.Differences) text.Append(CultureInfo.InvariantCulture, $"  differs  {difference}\n");
            if (file.AcceptReason is not null) text.Append(CultureInfo.InvariantCulture, $"  accepted {file.AcceptReason}\n");
            text.Append(CultureInfo.InvariantCulture, $"  sealed   {file.CertificateDigest}\n  page     {file.CertificatePage}\n\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"{validation.ProgramYear} as a whole\n");
        foreach (var check in validation.Checks) Append(text, check);
        return text.Append(CultureInfo.InvariantCulture, $"\nVerdict: {Word(validation.Verdict)}\n").ToString();
    }

    private static void Append(StringBuilder text, ValidationCheck check) =>
        text.Append(CultureInfo.InvariantCulture, $"  {Word(check.Verdict),-8} {check.Name}: {check.Detail}\n");

    private static string Word<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();
}
