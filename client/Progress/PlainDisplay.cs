using System.Globalization;
using OpenPayments.Client.Output;
using OpenPayments.GrainInterfaces;
using OpenPayments.Ingestion.Runs;

namespace OpenPayments.Client.Progress;

/// <summary>
/// Lines for a log: one whenever a file's stage changes, and one every few seconds for a file that is worked on.
/// </summary>
public sealed class PlainDisplay(TextWriter writer, TimeProvider time) : IProgressDisplay
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(5);

    private readonly Dictionary<FileId, (string Words, DateTimeOffset At)> _last = [];

    public void Show(IReadOnlyList<FileView> files)
    {
        var now = time.GetUtcNow();
        foreach (var file in files)
        {
            var words = StageWords.Of(file);
            var isNew = !_last.TryGetValue(file.Id, out var last);
            if (file.Stage == FileStage.Waiting && isNew) continue;
            var isDue = file.Outcome is null && file.Stage is FileStage.Landing or FileStage.Processing && now - last.At >= Quiet;
            if (!isNew && last.Words == words && !isDue) continue;
            _last[file.Id] = (words, now);
            writer.WriteLine(Line(file, words));
        }
    }

    public void Say(string message) => writer.WriteLine(message);

    public void Dispose()
    {
    }

    private static string Line(FileView file, string words)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"{file.Id}: {words}");
        return file.Stage switch
        {
            FileStage.Landing when file.DoneBytes > 0 => $"{line} {Figures.Bytes(file.DoneBytes)} of {Figures.Bytes(file.LengthBytes)}{Speed(file)}",
            FileStage.Processing when file.DoneBytes > 0 =>
                $"{line} {Figures.Bytes(file.DoneBytes)} of {Figures.Bytes(file.LengthBytes)}, {Figures.Number(file.RecordCount, "record")}, {Figures.Count(file.RejectedCount)} rejected{Speed(file)}{Left(file)}",
            FileStage.Finished when file.Outcome is FileOutcome.Published => $"{line}, {Figures.Number(file.RecordCount, "record")}, {Figures.Count(file.RejectedCount)} rejected",
            _ => line,
        };
    }

    private static string Speed(FileView file) =>
        file.BytesPerSecond is { } bytes ? string.Create(CultureInfo.InvariantCulture, $", {bytes / 1e6:F1} MB/s{(file.RecordsPerSecond is { } records ? $", {records:N0} records/s" : "")}") : "";

    private static string Left(FileView file) => file.TimeLeft is { } left ? $", {Figures.Time(left)} left" : "";
}
