using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using OpenPayments.Client.Output;
using OpenPayments.Generator;
using OpenPayments.Generator.Defects;
using OpenPayments.Ingestion;

namespace OpenPayments.Benchmarks.Generate;

/// <summary><c>generate OUT</c>: one file under CMS's own name, and beside it what it holds and what is wrong in it.</summary>
public static class GenerateCommand
{
    public static Command Create()
    {
        var fileOptions = new GeneratedFileOptions();
        var folder = new Argument<DirectoryInfo>("OUT") { Description = "The folder to write to." };
        var records = new Option<long>("--records") { Description = "Stop after this many records, whatever the size.", DefaultValueFactory = _ => long.MaxValue };
        var command = new Command("generate", "Make a realistic file, with its totals in FILE.json and its spoilt records in FILE.ledger.jsonl.") { folder, records };
        fileOptions.AddTo(command);
        command.SetAction(result => Run(fileOptions.Read(result) with { RecordCount = result.GetValue(records) }, result.GetRequiredValue(folder).FullName));
        return command;
    }

    private static void Run(GeneratorOptions options, string folder)
    {
        var watch = Stopwatch.StartNew();
        var file = FileGenerator.Generate(options, folder);
        var time = watch.Elapsed;
        var path = Path.Combine(folder, file.FileName);
        File.WriteAllText(path + ".json", JsonSerializer.Serialize(new { file.FileName, file.RecordCount, file.BadCount, file.LengthBytes, file.Amounts }, LakeJson.Indented));
        Ledger.Write(path + ".ledger.jsonl", file.Ledger);
        Console.WriteLine(
            $"{path}: {Figures.Bytes(file.LengthBytes)}, {Figures.Number(file.RecordCount, "record")}, of which {Figures.Count(file.BadCount)} to be rejected, " +
            $"in {Figures.Time(time)} ({Figures.Speed(file.LengthBytes, time)} MB/s)");
    }
}
