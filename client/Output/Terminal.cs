using Spectre.Console;

namespace OpenPayments.Client.Output;

/// <summary>
/// The two streams of this process. Results go to <see cref="Out"/>; messages and progress go to <see cref="Error"/>, so
/// that a result can be piped or kept while the terminal still shows what happens.
/// </summary>
public sealed class Terminal(TextWriter output, TextWriter error, bool outIsTerminal, bool errorIsTerminal, bool color)
{
    /// <summary>Wide enough that nothing wraps where no terminal bounds the line.</summary>
    private const int UnboundedWidth = 400;

    public static Terminal OfProcess { get; } = new(
        Console.Out,
        Console.Error,
        !Console.IsOutputRedirected,
        !Console.IsErrorRedirected,
        string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) && Environment.GetEnvironmentVariable("TERM") != "dumb");

    public TextWriter Out => output;

    public TextWriter Error => error;

    /// <summary>Whether a display that redraws itself may be shown on <see cref="Error"/>.</summary>
    public bool CanRedraw => errorIsTerminal && Environment.GetEnvironmentVariable("TERM") != "dumb";

    public IAnsiConsole OutConsole() => CreateConsole(output, outIsTerminal);

    public IAnsiConsole ErrorConsole() => CreateConsole(error, errorIsTerminal);

    private IAnsiConsole CreateConsole(TextWriter writer, bool isTerminal)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = isTerminal && color ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = isTerminal ? InteractionSupport.Detect : InteractionSupport.No,
        });
        if (!isTerminal) console.Profile.Width = UnboundedWidth;
        return console;
    }
}
