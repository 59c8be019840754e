using System.CommandLine;
using System.Globalization;
using OpenPayments.Benchmarks.Compare;
using OpenPayments.Benchmarks.Options;
using OpenPayments.Client.Output;
using OpenPayments.Generator;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Benchmarks.Scaling;

/// <summary><c>scaling</c>: the whole ingest over file sizes and threads; it should take time in proportion to the first, and no more memory.</summary>
public static class ScalingCommand
{
    private const double BadShare = 0.002;

    /// <summary>The file, its copy in the raw zone, and the parts: a tenth of that.</summary>
    private const double RoomFactor = 2.25;

    private static readonly long[] DefaultSizes = [128L << 20, 1L << 30, 4L << 30, 8L << 30];

    public static Command Create()
    {
        var sizes = new Option<long[]>("--size")
        {
            Description = "Sizes of the files. Default: 128MiB 1GiB 4GiB 8GiB.",
            AllowMultipleArgumentsPerToken = true,
            CustomParser = SizeArgument.ParseAll,
        };
        var threads = new Option<int[]>("--threads") { Description = "Numbers of threads.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [1, 2] };
        var rounds = new Option<int>("--rounds") { Description = "How often each is run.", DefaultValueFactory = _ => 3 };
        var work = new WorkOption();
        var save = new SaveOption();
        var command = new Command("scaling", $"Measure the whole ingest over sizes of files and numbers of threads. Needs free disk space of {RoomFactor} times the largest size.") { sizes, threads, rounds, work, save };
        command.SetAction(result =>
        {
            var figures = Run(result.GetValue(sizes) is { Length: > 0 } given ? given : DefaultSizes, result.GetRequiredValue(threads), result.GetValue(rounds), work.FolderOf(result));
            save.Publish(result, figures.ToMarkdown(), figures);
        });
        return command;
    }

    private static ScalingFigures Run(IReadOnlyList<long> sizes, IReadOnlyList<int> threads, int rounds, string folder)
    {
        CheckRoom(sizes.Max(), folder);
        var machine = Machine.Describe();
        var contender = new IngestContender();
        contender.Prepare();
        var points = new List<ScalingPoint>();
        foreach (var size in sizes)
        {
            var workload = Workload.Generate(GeneratorOptions.For(EraCatalog.Find("general-g3")) with { SizeBytes = size, BadShare = BadShare }, folder, 1);
            try
            {
                points.AddRange(threads.Select(count => Measure(contender, workload with { Threads = count }, rounds, folder)));
            }
            finally
            {
                File.Delete(workload.Path);
            }
        }

        return new ScalingFigures(Repository.CommandLine, DateTimeOffset.UtcNow, machine, rounds, points);
    }

    /// <summary>Each size's files are gone before the next one is made.</summary>
    private static void CheckRoom(long largestBytes, string folder)
    {
        Directory.CreateDirectory(folder);
        var (free, needed) = (new DriveInfo(folder).AvailableFreeSpace, (long)(largestBytes * RoomFactor));
        if (free < needed)
            throw new IOException($"{folder} has room for {Figures.Bytes(free)}, and a file of {Figures.Bytes(largestBytes)} needs {Figures.Bytes(needed)} with its lake: make room there, name another folder with --work, or ask for a smaller --size.");
    }

    private static ScalingPoint Measure(Contender contender, Workload workload, int rounds, string folder)
    {
        var output = Path.Combine(folder, "output");
        var runs = new List<Measurement>();
        for (var round = 1; round <= rounds; round++)
        {
            if (Directory.Exists(output)) Directory.Delete(output, recursive: true);
            Directory.CreateDirectory(output);
            var run = contender.Run(workload, output);
            Directory.Delete(output, recursive: true);
            runs.Add(run);
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{workload.File.LengthBytes >> 20:N0} MiB, {workload.Threads} threads: {run.Seconds:F2} s, CPU {run.CpuSeconds:F2} s, peak {run.PeakBytes >> 20:N0} MiB"));
        }

        return new ScalingPoint(workload.File.LengthBytes, workload.Threads, Median.Of(runs.Select(run => run.Seconds)), Median.Of(runs.Select(run => run.CpuSeconds)), runs.Max(run => run.PeakBytes));
    }
}
