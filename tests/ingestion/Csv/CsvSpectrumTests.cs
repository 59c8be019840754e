using System.Text;
using System.Text.Json;
using OpenPayments.Ingestion.Csv;

namespace OpenPayments.Ingestion.Tests.Csv;

/// <summary>The public acid test of CSV readers, by max ogden; see its licence beside the files.</summary>
public sealed class CsvSpectrumTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Csv", "csv-spectrum");

    public static TheoryData<string, ScannerKernel> FilesByKernel
    {
        get
        {
            var data = new TheoryData<string, ScannerKernel>();
            foreach (var path in Directory.GetFiles(Folder, "*.csv").Order(StringComparer.Ordinal))
                foreach (var kernel in StructuralScannerTests.Kernels)
                    data.Add(Path.GetFileNameWithoutExtension(path), kernel);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(FilesByKernel))]
    public void Scan_ReadsTheFileAsItsJsonSays(string name, ScannerKernel kernel)
    {
        var bytes = File.ReadAllBytes(Path.Combine(Folder, name + ".csv"));
        var expected = JsonSerializer.Deserialize<List<Dictionary<string, string>>>(File.ReadAllBytes(Path.Combine(Folder, name + ".json")))!;

        var names = CsvText.ReadHeader(bytes);
        var records = ScannedText.Scan(bytes, kernel, () => bytes.Length).Cells.Skip(1);
        var actual = records.Select(cells => cells.Select((cell, i) => (names[i], Encoding.UTF8.GetString(cell))).ToDictionary());
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void AllElevenFiles_AreHere() => Assert.Equal(11, Directory.GetFiles(Folder, "*.csv").Length);
}
