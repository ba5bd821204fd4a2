using Spectre.Console;

namespace Modelwright.Cli;

/// <summary>Spectre's console over a writer: plain and unwrapped where that is no terminal.</summary>
internal static class Terminal
{
    private const int Unwrapped = 10_000;

    /// <summary>A console that writes to <paramref name="writer"/>.</summary>
    public static IAnsiConsole Over(TextWriter writer)
    {
        var plain = !IsTerminal(writer);
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = plain ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = plain ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
        });
        if (plain)
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
