using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Client.Query;

/// <summary>SQL over the rows of one publication, and over those of a former one beside it: what the program itself asks of them.</summary>
internal sealed class PublicationQuery : IDisposable
{
    /// <summary>The view over the publication's rows, with all columns of its table.</summary>
    public const string Rows = "publication_rows";

    /// <summary>The same over the former publication; there is none unless one was named.</summary>
    public const string FormerRows = "former_rows";

    private readonly QuerySession _session;

    private PublicationQuery(QuerySession session) => _session = session;

    /// <summary>Fetches the parts of these publications alone.</summary>
    public static async Task<PublicationQuery> OpenAsync(IObjectStore store, PartFolder parts, FileManifest manifest, FileManifest? former, CancellationToken cancellation)
    {
        var views = new LakeViews(store, parts);
        List<string> statements = [views.WriteRows(Rows, manifest)];
        if (former is not null) statements.Add(views.WriteRows(FormerRows, former));
        await parts.FetchAsync(cancellation);
        return new PublicationQuery(new QuerySession(parts.Path, statements));
    }

    /// <summary>The whole answer, each value as DuckDB spells it; for answers that are small.</summary>
    public IReadOnlyList<string?[]> Ask(string sql, CancellationToken cancellation) =>
        [.. _session.Run(sql, _session.Describe(sql), (_, value) => $"{value}::VARCHAR", cancellation)];

    public void Dispose() => _session.Dispose();
}
