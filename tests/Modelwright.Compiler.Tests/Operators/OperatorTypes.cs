using Modelwright.Compiler.Graph;

namespace Modelwright.Compiler.Tests.Operators;

/// <summary>The operators there are.</summary>
internal static class OperatorTypes
{
    public static IReadOnlyList<Type> All { get; } =
        typeof(Operator).Assembly.GetTypes().Where(t => typeof(Operator).IsAssignableFrom(t) && !t.IsAbstract).ToList();
}
