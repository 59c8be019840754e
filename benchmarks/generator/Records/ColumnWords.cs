namespace OpenPayments.Generator.Records;

/// <summary>A canonical column name with the number at its end taken off.</summary>
/// <param name="Index">The number at the name's end less one; 0 when there is none.</param>
internal readonly record struct ColumnWords(string Name, string Stem, int Index)
{
    public static ColumnWords Of(string name)
    {
        var stem = name.TrimEnd('1', '2', '3', '4', '5', '6');
        var index = stem.Length == name.Length ? 0 : name[^1] - '1';
        return new ColumnWords(name, stem.TrimEnd('_'), index);
    }

    /// <summary>The same column without a prefix, or null when it does not start with it.</summary>
    public ColumnWords? Without(string prefix) =>
        Name.StartsWith(prefix, StringComparison.Ordinal) ? Of(Name[prefix.Length..]) : null;
}
