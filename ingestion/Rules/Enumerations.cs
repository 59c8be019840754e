using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace OpenPayments.Ingestion.Rules;

/// <summary>
/// The closed lists of values that CMS documents, as data: <c>enumerations.tsv</c> holds column pattern, value, and the
/// program years in which CMS uses it. Sources: CMS's data dictionaries and the values of published files.
/// </summary>
public static class Enumerations
{
    private static readonly ImmutableArray<Entry> Entries = Load();

    /// <summary>Patterns of the columns that have a list.</summary>
    public static ImmutableArray<string> Columns { get; } = [.. Entries.Select(entry => entry.Column).Distinct()];

    /// <summary>UTF-8 values that the column may have in a program year, or empty when it has no list.</summary>
    public static ImmutableArray<byte[]> ValuesOf(string column, int programYear) =>
    [
        .. Entries
            .Where(entry => ColumnPattern.Matches(entry.Column, column) && entry.FirstYear <= programYear && programYear <= entry.LastYear)
            .Select(entry => Encoding.UTF8.GetBytes(entry.Value)),
    ];

    private static ImmutableArray<Entry> Load()
    {
        using var stream = typeof(Enumerations).Assembly.GetManifestResourceStream("OpenPayments.Ingestion.Rules.enumerations.tsv")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var entries = ImmutableArray.CreateBuilder<Entry>();
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0 || line[0] == '#') continue;
            var fields = line.Split('\t');
            entries.Add(new Entry(fields[0], fields[1], Year(fields[2], 0), Year(fields[3], int.MaxValue)));
        }

        return entries.ToImmutable();

        static int Year(string text, int open) => text == "-" ? open : int.Parse(text, CultureInfo.InvariantCulture);
    }

    private sealed record Entry(string Column, string Value, int FirstYear, int LastYear);
}
