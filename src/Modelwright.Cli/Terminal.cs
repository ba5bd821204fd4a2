using Spectre.Console;

namespace Modelwright.Cli;

/// <summary>Spectre's console over a writer: plain and unwrapped where that is no terminal.</summary>
internal static class Terminal
{
    private const int Unwrapped = 10_000;

    public static IAnsiConsole Over(TextWriter writer)
    {
        var interactive = ReferenceEquals(writer, Console.Out) && !Console.IsOutputRedirected;
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = interactive ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = interactive ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        if (!interactive)
            console.Profile.Width = Unwrapped;
        return console;
    }
}
