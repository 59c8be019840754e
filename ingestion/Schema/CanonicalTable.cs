using System.Collections.Frozen;
using System.Collections.Immutable;

namespace OpenPayments.Ingestion.Schema;

/// <summary>
/// The one column set of a kind, over all its eras: what its staging table has. The newest era's columns come first, in its
/// order; columns that only older eras have follow. A file's layout holds the subset that its own header has.
/// </summary>
public sealed class CanonicalTable
{
    private static readonly FrozenDictionary<Kind, CanonicalTable> Tables =
        Enum.GetValues<Kind>().ToFrozenDictionary(kind => kind, kind => new CanonicalTable(kind));

    private readonly FrozenDictionary<string, LayoutColumn> _byName;
    private readonly FrozenDictionary<string, string> _crosswalk;

    private CanonicalTable(Kind kind)
    {
        Kind = kind;
        _crosswalk = SchemaData.ReadCrosswalk(kind);
        Columns = SchemaData.ReadColumns(kind);
        _byName = Columns.ToFrozenDictionary(column => column.Name, StringComparer.Ordinal);
    }

    public Kind Kind { get; }

    /// <summary>Their source name is the one that CMS gave the column last.</summary>
    public ImmutableArray<LayoutColumn> Columns { get; }

    public static CanonicalTable For(Kind kind) => Tables[kind];

    public LayoutColumn? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The canonical name for a name of CMS, from any era; a name that no era has is only spelled our way.</summary>
    public string NameOf(string sourceName) => _crosswalk.GetValueOrDefault(sourceName) ?? ColumnNames.FromSource(sourceName);
}
