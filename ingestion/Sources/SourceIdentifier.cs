using OpenPayments.Ingestion.Reconciliation.Summaries;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Ingestion.Sources;

/// <summary>
/// Says which file a CSV is. The header decides whether it is one of ours and of which kind. Program year and publication
/// come from the file's name, else from its first records, else from its archive's name, else from the user.
/// </summary>
internal sealed class SourceIdentifier(SourceFilter filter)
{
    /// <summary>What claims to be an Open Payments file and cannot be used is an error.</summary>
    public IdentifiedSource Identify(SourceCandidate candidate, Func<Stream> open)
    {
        var name = SourceName.Parse(candidate.FileName);
        if (name.Exclusion is not null) return Refuse(candidate, name, $"is {name.Exclusion}");

        SourceHead head;
        using (var stream = open()) head = SourceHead.Read(stream);
        if (head.IsEmpty) return Refuse(candidate, name, "is empty");
        var match = EraCatalog.Match(head.Header);
        if (SummaryForm.Match(head.Header) is { } form) return new IdentifiedSource(Summary: IdentifySummary(candidate, name, form));
        if (match.OtherFile is not null)
            return Refuse(candidate, name, $"is CMS's {match.OtherFile} file: only payment, ownership, removed-records, profile and summary files are taken");
        if (match.Layout is null)
            return Refuse(candidate, name, head.IsBinary ? "is no CSV file: it has NUL bytes" : "is no Open Payments file: its first line is no header that CMS publishes, nor near one");
        if (name.Kind is { } namedKind && namedKind != match.Layout.Kind)
            throw new InputException($"{candidate.Location} is named as a {namedKind.Code} file, but its header is that of a {match.Layout.Kind.Code} file ({match.Layout.EraId}). Give it the name under which CMS published it, or download it again.");
        if (!head.HasRecords)
            throw new InputException($"{candidate.Location} has the header of a {match.Layout.Kind.Code} file and no record after it. CMS publishes no such file: download it again.");

        return new IdentifiedSource(candidate.ToFile(FindId(candidate, name, head, match.Layout), match.Layout, match.Drift));
    }

    private SummarySource IdentifySummary(SourceCandidate candidate, SourceName name, SummaryForm form)
    {
        var archive = candidate.Entry is null ? null : SourceName.Parse(Path.GetFileName(candidate.Path));
        var publication = name.Publication ?? archive?.Publication ?? filter.OnlyPublication
            ?? throw new InputException($"{candidate.Location} is CMS's {form.Id} file, and its name does not say of which publication. Give it CMS's own name, such as PBLCTN_RPTG_ORG_SMRY_P01302025_01212025.csv, or say --publication YYYY-MM-DD.");
        return new SummarySource(candidate.Place, new SummaryIdentity(candidate.FileName, form.Id, publication, name.Year));
    }

    private FileId FindId(SourceCandidate candidate, SourceName name, SourceHead head, FileLayout layout)
    {
        var archive = candidate.Entry is null ? null : SourceName.Parse(Path.GetFileName(candidate.Path));
        var publication = name.Publication ?? head.FindPublication(layout) ?? archive?.Publication ?? filter.OnlyPublication
            ?? throw new InputException($"Nothing says in which publication {candidate.Location} appeared: neither its name (…_P01302025.csv) nor its records. Give it CMS's own name, or say --publication YYYY-MM-DD and name this file alone.");
        if (layout.Kind == Kind.Profile) return new FileId(NewestProgramYear(publication), publication, layout.Kind);

        var recordYear = head.FindProgramYear(layout);
        if (name.Year is { } namedYear && recordYear is not null && namedYear != recordYear)
            throw new InputException($"{candidate.Location} is named as of program year {namedYear}, but its first record is of {recordYear}. Give it the name under which CMS published it, or download it again.");
        var year = name.Year ?? recordYear ?? archive?.Year ?? filter.OnlyYear
            ?? throw new InputException($"Nothing says of which program year {candidate.Location} is: neither its name (…_PGYR2023_…) nor its records. Give it CMS's own name, or say --year YYYY and name this file alone.");
        return new FileId(year, publication, layout.Kind);
    }

    /// <summary>
    /// The profile file covers all years and has none of its own: it belongs to the newest program year of its publication.
    /// CMS publishes a program year for the first time in June of the next, so from June of Y that is Y−1, before June Y−2.
    /// </summary>
    private static int NewestProgramYear(DateOnly publication) => publication.Month >= 6 ? publication.Year - 1 : publication.Year - 2;

    private static IdentifiedSource Refuse(SourceCandidate candidate, SourceName name, string reason)
    {
        if (candidate.IsNamed)
            throw new InputException($"{candidate.Location} {reason}. Name a CSV file or a zip archive that CMS published, such as OP_DTL_GNRL_PGYR2023_P01302025.csv, or a folder with such files.");
        if (name.Kind is not null)
            throw new InputException($"{candidate.Location} is named as an Open Payments file, but it {reason}. Download it again, or move it out of the way.");
        return new IdentifiedSource(Reason: reason);
    }
}

/// <summary>What a CSV turned out to be, or the reason why it is nothing of ours.</summary>
internal sealed record IdentifiedSource(SourceFile? File = null, SummarySource? Summary = null, string? Reason = null);
