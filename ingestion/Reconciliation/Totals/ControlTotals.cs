using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Ingestion.Reconciliation;

/// <summary>The totals that we ship, and the reading of those that a user brings.</summary>
public static class ControlTotals
{
    private const string Columns = "program_year, kind, publication, records, usd, source";

    /// <summary>CMS's own published totals.</summary>
    public static ImmutableArray<ControlTotal> Published { get; } = ReadShipped();

    /// <summary>A JSON array of objects, or a CSV with a head, whose fields are program_year, kind (or all), publication, records, usd and source.</summary>
    public static ImmutableArray<ControlTotal> ReadFile(string path)
    {
        try
        {
            var totals = path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? ReadJson(File.ReadAllBytes(path), path) : ReadCsv(File.ReadAllLines(path), path);
            return totals.Length > 0 ? totals : throw new FormatException("it holds no total");
        }
        catch (Exception failure) when (failure is JsonException or FormatException or InvalidOperationException)
        {
            throw new InputException($"The control totals in {path} cannot be used: {failure.Message.TrimEnd('.')}. Write a CSV with a head, or a JSON array of objects, with {Columns}; only program_year and one of records and usd are needed.", failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"The control totals in {path} cannot be read: {failure.Message}", failure);
        }
    }

    private static ImmutableArray<ControlTotal> ReadShipped()
    {
        using var stream = typeof(ControlTotals).Assembly.GetManifestResourceStream("OpenPayments.Ingestion.Reconciliation.control-totals.tsv")!;
        using var reader = new StreamReader(stream);
        var totals = ImmutableArray.CreateBuilder<ControlTotal>();
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0 || line[0] == '#') continue;
            var fields = line.Split('\t');
            totals.Add(Create(fields[1], fields[2], fields[0], fields[3], fields[4], fields[5]));
        }

        return totals.ToImmutable();
    }

    private static ImmutableArray<ControlTotal> ReadJson(byte[] json, string path)
    {
        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateArray().Select(entry =>
        {
            var fields = entry.EnumerateObject().ToDictionary(field => field.Name, field => field.Value.ValueKind == JsonValueKind.String ? field.Value.GetString()! : field.Value.GetRawText());
            return Create(fields, path);
        })];
    }

    private static ImmutableArray<ControlTotal> ReadCsv(string[] lines, string path)
    {
        var head = lines.Length == 0 ? [] : lines[0].Split(',').Select(name => name.Trim().Trim('"').ToLowerInvariant()).ToArray();
        return [.. lines.Skip(1).Where(line => line.Trim().Length > 0).Select(line =>
        {
            var cells = line.Split(',').Select(cell => cell.Trim().Trim('"')).ToArray();
            if (cells.Length != head.Length) throw new FormatException($"the line '{line}' has {cells.Length} fields, its head {head.Length}");
            return Create(head.Zip(cells).ToDictionary(pair => pair.First, pair => pair.Second), path);
        })];
    }

    private static ControlTotal Create(Dictionary<string, string> fields, string path)
    {
        if (fields.Keys.FirstOrDefault(name => !Columns.Split(", ").Contains(name)) is { } unknown) throw new FormatException($"it has a field '{unknown}'");
        return Create(Of("program_year"), Of("kind"), Of("publication"), Of("records"), Of("usd"), Of("source") is { Length: > 0 } source ? source : Path.GetFileName(path));

        string Of(string name) => fields.GetValueOrDefault(name, "");
    }

    private static ControlTotal Create(string year, string kind, string publication, string records, string dollars, string source)
    {
        if (!int.TryParse(year, NumberStyles.None, CultureInfo.InvariantCulture, out var programYear)) throw new FormatException($"'{year}' is no program year");
        Kind? parsedKind = kind is "" or "all" ? null : KindExtensions.TryParseKind(kind, out var known) ? known : throw new FormatException($"'{kind}' is no kind");
        var total = new ControlTotal(publication.Trim(), programYear, parsedKind, ControlFigure.Parse(records, 1), ControlFigure.Parse(dollars, 100), source);
        return total.Records is null && total.Cents is null ? throw new FormatException($"the total of {programYear} has neither records nor usd") : total;
    }
}
