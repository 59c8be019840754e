namespace OpenPayments.Generator.World;

/// <summary>What people are called.</summary>
internal sealed class Names
{
    private readonly WordSmith _smith = new(11);

    public Names()
    {
        First = WordSmith.Distinct(4_000, () => _smith.Reported(_smith.Capital(1, 3)));
        Last = WordSmith.Distinct(60_000, MakeLast);
    }

    public byte[][] First { get; }

    public byte[][] Last { get; }

    public byte[][] Initials { get; } = Phrase.Each([.. Enumerable.Range('A', 26).Select(letter => ((char)letter).ToString())]);

    public byte[][] Suffixes { get; } = Phrase.Each("JR", "III", "II", "Jr.", "Sr", "IV");

    private string MakeLast()
    {
        var name = _smith.Capital(2, 4);
        if (_smith.OneIn(40)) name += "-" + _smith.Capital(2, 3);
        if (_smith.OneIn(60)) name = "O'" + name;
        if (_smith.OneIn(300)) name = _smith.Pick("Muñoz ", "Díaz ", "Ångström ", "Lefèvre ", "Núñez-", "Đặng ") + name;
        return _smith.Reported(name);
    }
}
