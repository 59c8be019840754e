using System.Collections.Immutable;

namespace OpenPayments.Ingestion.Schema;

/// <summary>Compares a header with the era nearest to it, and makes the layout under which its file can still be read.</summary>
internal sealed class HeaderComparison
{
    private readonly FileLayout _era;
    private readonly CanonicalTable _table;
    private readonly string[] _header;

    /// <summary>For each column of the header its position in the era, or -1.</summary>
    private readonly int[] _eraPositions;

    private readonly HashSet<int> _missing;
    private readonly List<RenamedColumn> _renamed = [];

    private HeaderComparison(FileLayout era, string[] header)
    {
        _era = era;
        _header = header;
        _table = CanonicalTable.For(era.Kind);
        _eraPositions = new int[header.Length];
        _missing = [.. Enumerable.Range(0, era.Columns.Length)];
    }

    public static (FileLayout Layout, HeaderDrift Drift) Compare(FileLayout era, string[] header)
    {
        var comparison = new HeaderComparison(era, header);
        comparison.PairEqualNames();
        comparison.PairNamesOfOtherEras();
        comparison.PairSimilarNames();
        return (comparison.CreateLayout(), comparison.CreateDrift());
    }

    private IEnumerable<int> Unpaired => Enumerable.Range(0, _header.Length).Where(i => _eraPositions[i] < 0);

    private void PairEqualNames()
    {
        var positions = _era.Columns.Select((column, position) => (column.SourceName, position))
            .ToDictionary(pair => pair.SourceName, pair => pair.position, StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < _header.Length; i++)
            _eraPositions[i] = positions.TryGetValue(_header[i], out var position) && _missing.Remove(position) ? position : -1;
    }

    /// <summary>A name that CMS gave the column in another era is no guess: Physician_NPI is Covered_Recipient_NPI.</summary>
    private void PairNamesOfOtherEras()
    {
        foreach (var i in Unpaired)
        {
            var position = _era.IndexOf(_table.NameOf(_header[i]));
            if (position >= 0 && _missing.Contains(position)) PairRenamed(i, position);
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
            where _table.Find(_table.NameOf(_header[i])) is null
            from position in _missing
            let distance = NameDistance.Between(_header[i], _era.Columns[position].SourceName)
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
        _eraPositions[index] = position;
        _missing.Remove(position);
        _renamed.Add(new RenamedColumn(_era.Columns[position].SourceName, _header[index]));
    }

    private FileLayout CreateLayout()
    {
        var taken = _eraPositions.Where(position => position >= 0).Select(position => _era.Columns[position].Name)
            .Concat(ProvenanceColumns.All.Select(column => column.Name))
            .ToHashSet(StringComparer.Ordinal);
        var columns = ImmutableArray.CreateBuilder<LayoutColumn>(_header.Length);
        for (var i = 0; i < _header.Length; i++)
            columns.Add(_eraPositions[i] >= 0
                ? _era.Columns[_eraPositions[i]] with { SourceName = _header[i] }
                : CreateAdded(_header[i], taken));
        return new FileLayout(_era.Kind, _era.EraId + "+drift", columns.MoveToImmutable());
    }

    /// <summary>A column that another era has keeps its meaning; one that no era has is text under a name of its own.</summary>
    private LayoutColumn CreateAdded(string sourceName, HashSet<string> taken)
    {
        var name = _table.NameOf(sourceName);
        if (_table.Find(name) is { } known && taken.Add(name)) return known with { SourceName = sourceName };

        name = ColumnNames.MakeUnique(name, candidate => taken.Contains(candidate) || _table.Find(candidate) is not null);
        taken.Add(name);
        return new LayoutColumn(sourceName, name, ColumnType.Text, 0);
    }

    private HeaderDrift CreateDrift() => new(
        _era.EraId,
        [.. _renamed],
        [.. Unpaired.Select(i => _header[i].Length > 0 ? _header[i] : $"(column {i + 1}, without a name)")],
        [.. _missing.Order().Select(position => _era.Columns[position].SourceName)],
        [.. FindReordered().Select(i => _header[i])]);

    /// <summary>The fewest columns that would have to move: all but a longest increasing run of era positions.</summary>
    private IEnumerable<int> FindReordered()
    {
        int[] paired = [.. Enumerable.Range(0, _header.Length).Where(i => _eraPositions[i] >= 0)];
        var lengths = new int[paired.Length];
        var previous = new int[paired.Length];
        var last = -1;
        for (var i = 0; i < paired.Length; i++)
        {
            (lengths[i], previous[i]) = (1, -1);
            for (var j = 0; j < i; j++)
                if (_eraPositions[paired[j]] < _eraPositions[paired[i]] && lengths[j] >= lengths[i])
                    (lengths[i], previous[i]) = (lengths[j] + 1, j);
            if (last < 0 || lengths[i] > lengths[last]) last = i;
        }

        var inOrder = new HashSet<int>();
        for (var i = last; i >= 0; i = previous[i]) inOrder.Add(paired[i]);
        return paired.Where(i => !inOrder.Contains(i));
    }
}
