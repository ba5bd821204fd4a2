using Modelwright.Compiler.Graph;

namespace Modelwright.Compiler.Tests.Passes;

internal static class Printed
{
    /// <summary>The right sides of a function's lines in one: <c>mul %x, %y; sqrt %0</c>.</summary>
    public static string Body(this Function function) => string.Join("; ", GraphPrinter.Print(function)
        .Split('\n')
        .Where(line => line.StartsWith("    %", StringComparison.Ordinal))
        .Select(line => line[(line.IndexOf(" = ", StringComparison.Ordinal) + 3)..]));
}
