using System.Globalization;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Ingestion.Tables;

/// <summary>
/// Which publication a program year of a table was swapped for, as the log's <c>txn</c> action keeps it: the last one of a
/// (year, kind) is current. Numbers rise with the publication, and within one with every other content it was given.
/// </summary>
/// <param name="Revision">0 for the first content of this publication; other settings make other content.</param>
public sealed record PublicationTransaction(FileId File, int Revision)
{
    private const string Prefix = "openpayments/";
    private const int MaxRevisions = 10_000;

    public string ApplicationId => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{File.ProgramYear}/{File.Kind.Code}");

    public long Number => long.Parse(File.Publication.ToString("yyyyMMdd", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) * MaxRevisions + Revision;

    /// <summary>Null when another program made the transaction.</summary>
    public static PublicationTransaction? TryParse(string applicationId, long number)
    {
        var parts = applicationId.Split('/');
        return applicationId.StartsWith(Prefix, StringComparison.Ordinal)
            && parts.Length == 3
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var programYear)
            && KindExtensions.TryParseKind(parts[2], out var kind)
            && DateOnly.TryParseExact((number / MaxRevisions).ToString(CultureInfo.InvariantCulture), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var publication)
            ? new PublicationTransaction(new FileId(programYear, publication, kind), (int)(number % MaxRevisions))
            : null;
    }
}
