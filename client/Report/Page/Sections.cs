namespace OpenPayments.Client.Report.Page;

/// <summary>The sections in the order of the page, by the id that links lead to.</summary>
internal static class Sections
{
    public const string Files = "files";
    public const string Proof = "proof";
    public const string Quarantine = "quarantine";
    public const string Drift = "drift";
    public const string Payments = "payments";
    public const string Comparison = "comparison";
    public const string Profiles = "profiles";
    public const string Runs = "runs";

    public static (string Id, string Title)[] All { get; } =
    [
        (Files, "Files"), (Proof, "Proof"), (Quarantine, "Quarantine"), (Drift, "Drift"), (Payments, "Payments"), (Comparison, "Previous publication"),
        (Profiles, "Profiles"), (Runs, "Runs"),
    ];

    public static void Start(HtmlWriter html, string id) =>
        html.Write($"<section id=\"{id}\" aria-labelledby=\"{id}-title\">\n<h2 id=\"{id}-title\">{All.First(section => section.Id == id).Title}</h2>\n");

    /// <summary>Why something is missing, if it is.</summary>
    public static void Tell(HtmlWriter html, string? trouble)
    {
        if (trouble is not null) html.Write($"<p><span class=\"verdict fail\">fail</span> {trouble}</p>\n");
    }

    public static void End(HtmlWriter html) => html.Write($"</section>\n");

    /// <summary>The head of what a section says of one file.</summary>
    public static void StartFile(HtmlWriter html, ReportedFile file) =>
        html.Write($"<h3>{Words.TitleOf(file.Kind)} <span class=\"publication\">{Words.Day(file.Publication)}</span></h3>\n");
}
