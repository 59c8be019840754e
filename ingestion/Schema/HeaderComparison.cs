using System.Collections.Immutable;

namespace OpenPayments.Ingestion.Schema;

/// <summary>Compares a header with the era nearest to it, and makes the layout under which its file can still be read.</summary>
internal sealed class HeaderComparison
{
    private readonly FileLayout era;
    private readonly CanonicalTable table;
    private readonly string[] header;

    /// <summary>For each column of the header its position in the era, or -1.</summary>
    private readonly int[] eraPositions;

    private readonly HashSet<int> missing;
    private readonly List<RenamedColumn> renamed = [];

    private HeaderComparison(FileLayout era, string[] header)
    {
        this.era = era;
        this.header = header;
        table = CanonicalTable.For(era.Kind);
        eraPositions = new int[header.Length];
        missing = [.. Enumerable.Range(0, era.Columns.Length)];
    }

    public static (FileLayout Layout, HeaderDrift Drift) Compare(FileLayout era, string[] header)
    {
        var comparison = new HeaderComparison(era, header);
        comparison.PairEqualNames();
        comparison.PairNamesOfOtherEras();
        comparison.PairSimilarNames();
        return (comparison.CreateLayout(), comparison.CreateDrift());
    }

    private IEnumerable<int> Unpaired => Enumerable.Range(0, header.Length).Where(i => eraPositions[i] < 0);

    private void PairEqualNames()
    {
        var positions = era.Columns.Select((column, position) => (column.SourceName, position))
            .ToDictionary(pair => pair.SourceName, pair => pair.position, StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < header.Length; i++)
            eraPositions[i] = positions.TryGetValue(header[i], out var position) && missing.Remove(position) ? position : -1;
    }

    /// <summary>A name that CMS gave the column in another era is no guess: Physician_NPI is Covered_Recipient_NPI.</summary>
    private void PairNamesOfOtherEras()
    {
        foreach (var i in Unpaired)
        {
            var position = era.IndexOf(table.NameOf(header[i]));
            if (position >= 0 && missing.Contains(position)) PairRenamed(i, position);
        }
    }

    /// <summary>
    /// Pairs what is plainly the same name spelled differently: each the other's only nearest. Anything less clear stays
    /// added and removed, for a wrong guess would put one column's values under another's name.
    /// </summary>
    private void PairSimilarNames()
    {
        var candidates = (
            from i in Unpaired
            where table.Find(table.NameOf(header[i])) is null
            from position in missing
            let distance = NameDistance.Between(header[i], era.Columns[position].SourceName)
            where distance is not null
            select (Index: i, Position: position, Distance: distance.Value)).ToList();

        foreach (var (i, position, distance) in candidates)
        {
            var isClear = candidates.All(other =>
                (other.Index != i && other.Position != position)
                || (other.Index == i && other.Position == position)
                || other.Distance > distance);
            if (isClear) PairRenamed(i, position);
        }
    }

    private void PairRenamed(int index, int position)
    {
        eraPositions[index] = position;
        missing.Remove(position);
        renamed.Add(new RenamedColumn(era.Columns[position].SourceName, header[index]));
    }

    private FileLayout CreateLayout()
    {
        var taken = eraPositions.Where(position => position >= 0).Select(position => era.Columns[position].Name)
            .Concat(ProvenanceColumns.All.Select(column => column.Name))
            .ToHashSet(StringComparer.Ordinal);
        var columns = ImmutableArray.CreateBuilder<LayoutColumn>(header.Length);
        for (var i = 0; i < header.Length; i++)
            columns.Add(eraPositions[i] >= 0
                ? era.Columns[eraPositions[i]] with { SourceName = header[i] }
                : CreateAdded(header[i], taken));
        return new FileLayout(era.Kind, era.EraId + "+drift", columns.MoveToImmutable());
    }

    /// <summary>A column that another era has keeps its meaning; one that no era has is text under a name of its own.</summary>
    private LayoutColumn CreateAdded(string sourceName, HashSet<string> taken)
    {
        var name = table.NameOf(sourceName);
        if (table.Find(name) is { } known && taken.Add(name)) return known with { SourceName = sourceName };

        name = ColumnNames.MakeUnique(name, candidate => taken.Contains(candidate) || table.Find(candidate) is not null);
        taken.Add(name);
        return new LayoutColumn(sourceName, name, ColumnType.Text, 0);
    }

    private HeaderDrift CreateDrift() => new(
        era.EraId,
        [.. renamed],
        [.. Unpaired.Select(i => header[i].Length > 0 ? header[i] : $"(column {i + 1}, without a name)")],
        [.. missing.Order().Select(position => era.Columns[position].SourceName)],
        [.. FindReordered().Select(i => header[i])]);

    /// <summary>The fewest columns that would have to move: all but a longest increasing run of era positions.</summary>
    private IEnumerable<int> FindReordered()
    {
        int[] paired = [.. Enumerable.Range(0, header.Length).Where(i => eraPositions[i] >= 0)];
        var lengths = new int[paired.Length];
        var previous = new int[paired.Length];
        var last = -1;
        for (var i = 0; i < paired.Length; i++)
        {
            (lengths[i], previous[i]) = (1, -1);
            for (var j = 0; j < i; j++)
                if (eraPositions[paired[j]] < eraPositions[paired[i]] && lengths[j] >= lengths[i])
                    (lengths[i], previous[i]) = (lengths[j] + 1, j);
            if (last < 0 || lengths[i] > lengths[last]) last = i;
        }

        var inOrder = new HashSet<int>();
        for (var i = last; i >= 0; i = previous[i]) inOrder.Add(paired[i]);
        return paired.Where(i => !inOrder.Contains(i));
    }
}
