using System.Collections.Immutable;

namespace OpenPayments.Ingestion.Schema;

/// <summary>One column of a source file: what CMS calls it and what the lake calls it.</summary>
/// <param name="SourceName">The name in the file's own header.</param>
/// <param name="Name">The canonical name, lower snake case, at most 63 bytes.</param>
/// <param name="MaxLength">CMS's own bound in characters, 0 when it states none. Longer values are kept and warned about.</param>
public sealed record LayoutColumn(string SourceName, string Name, ColumnType Type, int MaxLength);

/// <summary>
/// What the columns of one file mean, in the order in which the file has them. Made from the header itself, never from
/// the program year: the same year exists in several eras.
/// </summary>
/// <param name="EraId">The era that the header belongs to, such as <c>general-g3</c>; a drifted header keeps its nearest era with <c>+drift</c>.</param>
public sealed record FileLayout(Kind Kind, string EraId, ImmutableArray<LayoutColumn> Columns)
{
    /// <summary>Position of a column by canonical name, or -1 when this file has none.</summary>
    public int IndexOf(string name)
    {
        for (var i = 0; i < Columns.Length; i++)
            if (Columns[i].Name == name)
                return i;
        return -1;
    }
}
