namespace OpenPayments.Ingestion.Schema;

/// <summary>How a name of CMS becomes a name of the lake: lower snake case, at most 63 bytes, cut as PostgreSQL cuts.</summary>
public static class ColumnNames
{
    public const int MaxLengthBytes = 63;

    /// <summary>Every character that is not an ASCII letter or digit becomes '_', so that a name needs no quoting anywhere.</summary>
    public static string FromSource(string sourceName)
    {
        var name = string.Create(sourceName.Length, sourceName, static (target, source) =>
        {
            for (var i = 0; i < target.Length; i++)
                target[i] = char.IsAsciiLetterOrDigit(source[i]) ? char.ToLowerInvariant(source[i]) : '_';
        });
        if (name.All(letter => letter == '_')) name = "column";
        if (char.IsAsciiDigit(name[0])) name = "column_" + name;
        return Cut(name, MaxLengthBytes);
    }

    /// <summary>The name itself, or the name with the first free number behind it.</summary>
    public static string MakeUnique(string name, Func<string, bool> isTaken)
    {
        var candidate = name;
        for (var number = 2; isTaken(candidate); number++)
        {
            var suffix = $"_{number}";
            candidate = Cut(name, MaxLengthBytes - suffix.Length) + suffix;
        }

        return candidate;
    }

    private static string Cut(string name, int length) => name.Length <= length ? name : name[..length];
}
