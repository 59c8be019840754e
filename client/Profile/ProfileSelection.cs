using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Profiles;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Schema;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Client.Profile;

/// <summary>A file with its profile, as far as it was asked for.</summary>
/// <param name="IsPublished">False when it was ingested and its validation failed.</param>
public sealed record ProfiledFile(FileManifest Manifest, FileProfile Profile, bool IsPublished);

/// <summary>Which files and columns are meant; none named means all, and of each kind the newest publication.</summary>
public sealed record ProfileSelection(int ProgramYear, IReadOnlyCollection<Kind> Kinds, IReadOnlyCollection<DateOnly> Publications, IReadOnlyCollection<string> Columns)
{
    /// <summary>Throws <see cref="InputException"/> when nothing is left to be shown.</summary>
    /// <param name="messages">Told of files without a profile.</param>
    public async Task<IReadOnlyList<ProfiledFile>> ReadAsync(IObjectStore store, TextWriter messages, CancellationToken cancellation)
    {
        FileManifests published = new(store), staged = new(store, isStaged: true);
        var profiles = new FileProfiles(store);
        var found = new List<ProfiledFile>();
        foreach (var file in await FindAsync(store, cancellation))
        {
            var shown = await published.ReadAsync(file, cancellation);
            if ((shown ?? await staged.ReadAsync(file, cancellation)) is not { } manifest) continue;
            if (await profiles.ReadAsync(manifest, cancellation) is { } profile) found.Add(new ProfiledFile(manifest, Choose(profile), shown is not null));
            else messages.WriteLine($"{file} has no profile, because a version before profiles ingested it: `openpayments ingest SOURCE --force` makes one.");
        }

        if (found.Count == 0) throw new InputException($"The lake {store.Location} has no profile to show.");
        if (Columns.Count > 0 && found.TrueForAll(file => file.Profile.Columns.IsEmpty))
            throw new InputException($"No file here has a column {string.Join(" or ", Columns)}. Names are those of the tables; `openpayments profile {ProgramYear}` lists them.");
        return found;
    }

    private async Task<IEnumerable<FileId>> FindAsync(IObjectStore store, CancellationToken cancellation)
    {
        var published = await new FileManifests(store).ListAsync(cancellation);
        var staged = (await new FileManifests(store, isStaged: true).ListAsync(cancellation)).Except(published);
        // What is not published yet counts where nothing else is there.
        var chosen = published.Where(IsMeant).ToList() is { Count: > 0 } some ? some : staged.Where(IsMeant).ToList();
        if (chosen.Count == 0)
            throw new InputException($"The lake {store.Location} holds no such file of {ProgramYear}. `openpayments status` shows what it holds.");
        return Publications.Count > 0 ? chosen : chosen.GroupBy(file => file.Kind).Select(kind => kind.MaxBy(file => file.Publication));
    }

    private bool IsMeant(FileId file) =>
        file.ProgramYear == ProgramYear && (Kinds.Count == 0 || Kinds.Contains(file.Kind)) && (Publications.Count == 0 || Publications.Contains(file.Publication));

    private FileProfile Choose(FileProfile profile) =>
        Columns.Count == 0 ? profile : profile with { Columns = [.. profile.Columns.Where(column => Columns.Contains(column.Name, StringComparer.OrdinalIgnoreCase))] };
}
