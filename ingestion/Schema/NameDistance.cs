namespace OpenPayments.Ingestion.Schema;

/// <summary>How far apart two column names are, in edits of one letter.</summary>
internal static class NameDistance
{
    /// <summary>A name may differ in every eighth letter, in one at least.</summary>
    private const int LettersPerEdit = 8;

    /// <summary>
    /// Null when they are not two spellings of one name: too many edits, or other digits. Digits tell the columns of one
    /// family apart (Indicator_5 is not a misspelt Indicator_6).
    /// </summary>
    public static int? Between(string left, string right)
    {
        var limit = Math.Max(1, Math.Max(left.Length, right.Length) / LettersPerEdit);
        if (Math.Abs(left.Length - right.Length) > limit || !left.Where(char.IsDigit).SequenceEqual(right.Where(char.IsDigit))) return null;
        var distance = CountEdits(left.ToUpperInvariant(), right.ToUpperInvariant());
        return distance <= limit ? distance : null;
    }

    private static int CountEdits(string left, string right)
    {
        var above = new int[right.Length + 1];
        var row = new int[right.Length + 1];
        for (var j = 0; j <= right.Length; j++) above[j] = j;
        for (var i = 1; i <= left.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
                row[j] = Math.Min(Math.Min(above[j], row[j - 1]) + 1, above[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1));
            (above, row) = (row, above);
        }

        return above[right.Length];
    }
}
