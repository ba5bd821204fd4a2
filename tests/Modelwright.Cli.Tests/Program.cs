using System.Globalization;
using System.Text;

namespace Modelwright.Cli.Tests;

/// <summary>The tests' own entry point: runs every command under a culture of the system, in a process that knows those.</summary>
internal static class Program
{
    /// <summary>Prints how the culture writes a number and a letter, then what the commands gave.</summary>
    public static async Task Main(string[] arguments)
    {
        var culture = new CultureInfo(arguments[0], useUserOverride: false);
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = culture;
        Console.WriteLine(Encoded($"{-1.5} {culture.TextInfo.ToUpper('i')}"));
        Console.WriteLine(Encoded(await EveryCommand.RunAsync()));
    }

    /// <summary>Base 64, because a console has an encoding of its own.</summary>
    public static string Encoded(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
