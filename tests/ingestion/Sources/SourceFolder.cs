using System.IO.Compression;
using System.Text;
using OpenPayments.Ingestion.Schema;
using OpenPayments.Ingestion.Sources;

namespace OpenPayments.Ingestion.Tests.Sources;

/// <summary>A folder of sources for one test, gone afterwards.</summary>
internal sealed class SourceFolder : IDisposable
{
    public static string Samples { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "samples");

    public string Path { get; } = Directory.CreateTempSubdirectory("sources-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>A CSV of an era with as many records; every cell is empty but those given by canonical name.</summary>
    public static string Csv(string eraId, int recordCount, params (string Column, string Value)[] values)
    {
        var era = EraCatalog.Find(eraId);
        var record = string.Join(',', era.Columns.Select(column => column.Name == "record_id" ? "#" : values.FirstOrDefault(value => value.Column == column.Name).Value));
        var text = new StringBuilder(string.Join(',', era.Columns.Select(column => column.SourceName))).Append('\n');
        for (var number = 1; number <= recordCount; number++)
            text.Append(record.Replace("#", $"{number}", StringComparison.Ordinal)).Append('\n');
        return text.ToString();
    }

    public static string GeneralCsv(int year, string publication, int recordCount = 1) =>
        Csv("general-g3", recordCount, ("program_year", $"{year}"), ("payment_publication_date", publication), ("total_amount_of_payment_usdollars", "1.00"));

    public string Add(string name, string text) => Add(name, Encoding.UTF8.GetBytes(text));

    public string Add(string name, byte[] bytes)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(this[name])!);
        File.WriteAllBytes(this[name], bytes);
        return this[name];
    }

    public string AddZip(string name, params (string Entry, string Text)[] entries) => Add(name, Zip(entries));

    public static byte[] Zip(params (string Entry, string Text)[] entries)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (entry, text) in entries)
            {
                using var stream = archive.CreateEntry(entry).Open();
                stream.Write(Encoding.UTF8.GetBytes(text));
            }

        return bytes.ToArray();
    }

    public Task<SourceFindings> FindAsync(SourceFilter? filter = null) => SourceFinder.FindAsync([Path], filter ?? SourceFilter.All);

    public static async Task<string> ReadAsync(SourceFile file)
    {
        await using var stream = await SourceOpener.OpenAsync(file.Place);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
