using Spectre.Console;

namespace Modelwright.Cli;

/// <summary>Spectre's console over a writer: plain and unwrapped where that is no terminal.</summary>
internal static class Terminal
{
    private const int Unwrapped = 10_000;

    /// <summary>A console that writes to <paramref name="writer"/>, with colours unless the variable NO_COLOR is set.</summary>
    public static IAnsiConsole Over(TextWriter writer, bool wraps = true)
    {
        var isTerminal = IsTerminal(writer);
        var plain = !isTerminal || Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 };
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = plain ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = plain ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
        });
        if (!isTerminal || !wraps)
            console.Profile.Width = Unwrapped;
        return console;
    }

    /// <summary>Does work; a terminal shows meanwhile what is done.</summary>
    public static T Show<T>(TextWriter writer, string what, Func<T> work) =>
        IsTerminal(writer) ? Over(writer).Status().Start(what, _ => work()) : work();

    private static bool IsTerminal(TextWriter writer) =>
        (ReferenceEquals(writer, Console.Out) && !Console.IsOutputRedirected) ||
        (ReferenceEquals(writer, Console.Error) && !Console.IsErrorRedirected);
}
