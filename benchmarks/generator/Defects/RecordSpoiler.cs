using System.Collections.Immutable;

namespace OpenPayments.Generator.Defects;

/// <summary>Decides which records get a defect, makes it, and keeps the ledger.</summary>
internal sealed class RecordSpoiler
{
    private readonly GeneratorOptions _options;
    private readonly Choice[] _bad;
    private readonly Choice[] _odd;
    private readonly ImmutableArray<LedgerEntry>.Builder _ledger = ImmutableArray.CreateBuilder<LedgerEntry>();
    private int _badCount;
    private int _oddCount;

    public RecordSpoiler(GeneratorOptions options)
    {
        _options = options;
        var choices = DefectCatalog.All
            .Where(defect => options.Defects.IsEmpty || options.Defects.Contains(defect.Sort))
            .Select(defect => new Choice(defect, defect.FindColumns(options.Layout)))
            .Where(choice => choice.Columns.Count > 0)
            .ToLookup(choice => choice.Defect.Extent == DefectExtent.Oddity);
        _bad = [.. choices[false]];
        _odd = [.. choices[true]];
    }

    /// <summary>Nothing for nearly every record. The sorts take turns, so that each appears in a file that is not tiny.</summary>
    public Choice? Draw(ref SplitMix random)
    {
        if (_options.BadShare + _options.OddityShare <= 0) return null;
        var share = random.NextShare();
        if (share < _options.BadShare && _bad.Length > 0) return _bad[_badCount++ % _bad.Length];
        if (share >= _options.BadShare && share < _options.BadShare + _options.OddityShare && _odd.Length > 0) return _odd[_oddCount++ % _odd.Length];
        return null;
    }

    /// <summary>Rewrites the record that the buffer ends with, without its line end; returns the column that is wrong, or -1.</summary>
    public int Spoil(Choice choice, RecordBuffer buffer, int[] cellStarts, ulong seed, AmountCounter amounts)
    {
        var written = buffer.Written(cellStarts[0]);
        var cells = new List<byte[]>(cellStarts.Length);
        for (var i = 0; i + 1 < cellStarts.Length; i++)
            cells.Add(written[(cellStarts[i] - cellStarts[0])..(cellStarts[i + 1] - cellStarts[0] - 1)].ToArray());

        var draft = new DraftRecord(_options.Layout, _options.Quoting, cells, new SplitMix(seed));
        var column = choice.Defect.Apply(draft, choice.Columns[draft.Draw(choice.Columns.Count)]);
        amounts.AddSpoilt(cells, choice.Defect);

        buffer.Position = cellStarts[0];
        for (var i = 0; i < cells.Count; i++)
        {
            if (i > 0) buffer.Byte((byte)',');
            buffer.Raw(cells[i]);
        }

        return column;
    }

    public void Enter(Choice choice, long recordNumber, long offsetBytes, int lengthBytes, int column) => _ledger.Add(new LedgerEntry(
        recordNumber, offsetBytes, lengthBytes, choice.Defect.Sort, column < 0 ? "" : _options.Layout.Columns[column].Name,
        choice.Defect.Rule.Severity, choice.Defect.Rule.Id));

    public ImmutableArray<LedgerEntry> Ledger() => _ledger.ToImmutable();

    /// <summary>A defect and where the layout lets it be made.</summary>
    public sealed record Choice(Defect Defect, IReadOnlyList<int> Columns);
}
