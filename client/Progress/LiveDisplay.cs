using System.Globalization;
using OpenPayments.Client.Output;
using OpenPayments.GrainInterfaces;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace OpenPayments.Client.Progress;

/// <summary>A table that redraws itself on a terminal: the files being worked on, and one line for all others.</summary>
public sealed class LiveDisplay : IProgressDisplay
{
    private readonly IAnsiConsole _console;
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<LiveDisplayContext> _context = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _display;
    private readonly Lock _lock = new();
    private readonly List<string> _messages = [];
    private IReadOnlyList<FileView> _files = [];

    public LiveDisplay(IAnsiConsole console)
    {
        _console = console;
        AppDomain.CurrentDomain.ProcessExit += ShowCursor;
        _display = new Spectre.Console.LiveDisplay(console, new Text("")) { AutoClear = true }.StartAsync(async context =>
        {
            _context.SetResult(context);
            await _end.Task.ConfigureAwait(false);
        });
    }

    public void Show(IReadOnlyList<FileView> files)
    {
        lock (_lock)
        {
            _files = files;
            Draw();
        }
    }

    public void Say(string message)
    {
        lock (_lock)
        {
            _messages.Add(message);
            Draw();
        }
    }

    public void Dispose()
    {
        _end.TrySetResult();
        _display.GetAwaiter().GetResult();
        AppDomain.CurrentDomain.ProcessExit -= ShowCursor;
        foreach (var message in _messages) _console.WriteLine(message);
    }

    /// <summary>A process that is told to end at once must not leave the terminal without its cursor.</summary>
    private void ShowCursor(object? sender, EventArgs e) => _console.Cursor.Show(true);

    private void Draw()
    {
        var context = _context.Task.GetAwaiter().GetResult();
        context.UpdateTarget(new Rows([CreateTable(), .. _messages.Select(message => new Text(message))]));
    }

    private Rows CreateTable()
    {
        var active = _files.Where(file => file.Outcome is null && file.Stage != FileStage.Waiting).ToList();
        var room = Math.Max(1, _console.Profile.Height - 6 - _messages.Count);
        var table = new Table { Border = TableBorder.None, ShowHeaders = true };
        table.AddColumn(new TableColumn("[grey]file[/]"));
        table.AddColumn(new TableColumn("[grey]stage[/]"));
        foreach (var head in (string[])["done", "bytes", "records", "records/s", "MB/s", "rejected", "left"])
            table.AddColumn(new TableColumn($"[grey]{head}[/]").RightAligned().NoWrap().PadLeft(2));
        foreach (var file in active.Take(room)) table.AddRow(Cells(file));

        var finished = _files.Count(file => file.Outcome is not null);
        var waiting = _files.Count - finished - active.Count;
        var others = $"{finished} of {Figures.Number(_files.Count, "file")} finished{(waiting > 0 ? $", {waiting} waiting" : "")}{(active.Count > room ? $", {active.Count - room} more at work" : "")}";
        return active.Count == 0 ? new Rows(new Text(others)) : new Rows(table, new Text(others));
    }

    private static IEnumerable<IRenderable> Cells(FileView file) =>
    [
        new Text(file.Id.ToString()),
        new Text(StageWords.Of(file)),
        new Text(Figures.Percent(file.DoneBytes, file.LengthBytes)),
        new Text(Figures.Bytes(file.LengthBytes)),
        new Text(Figures.Count(file.RecordCount)),
        new Text(file.RecordsPerSecond?.ToString("N0", CultureInfo.InvariantCulture) ?? "-"),
        new Text(file.BytesPerSecond is { } speed ? (speed / 1e6).ToString("F1", CultureInfo.InvariantCulture) : "-"),
        new Text(Figures.Count(file.RejectedCount), file.RejectedCount > 0 ? new Style(Color.Yellow) : Style.Plain),
        new Text(file.TimeLeft is { } left ? Figures.Time(left) : "-"),
    ];
}
