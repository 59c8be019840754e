using Spectre.Console;

namespace OpenPayments.Client.Output;

/// <summary>
/// The two streams of this process. Results go to <see cref="Out"/>; messages and progress go to <see cref="Error"/>, so
/// that a result can be piped or kept while the terminal still shows what happens.
/// </summary>
public sealed class Terminal(TextWriter output, TextWriter error, bool errorIsTerminal, bool color)
{
    public static Terminal OfProcess { get; } = new(
        Console.Out,
        Console.Error,
        !Console.IsErrorRedirected,
        string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) && Environment.GetEnvironmentVariable("TERM") != "dumb");

    public TextWriter Out => output;

    public TextWriter Error => error;

    /// <summary>Whether a display that redraws itself may be shown on <see cref="Error"/>.</summary>
    public bool CanRedraw => errorIsTerminal && Environment.GetEnvironmentVariable("TERM") != "dumb";

    /// <summary>For displays that redraw themselves. Loads the library behind them, so it is asked for only where one is shown.</summary>
    public IAnsiConsole CreateErrorConsole() => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = new AnsiConsoleOutput(error),
        ColorSystem = color ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
    });
}
