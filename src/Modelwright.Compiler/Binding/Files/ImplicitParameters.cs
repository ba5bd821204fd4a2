using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding.Files;

/// <summary>
/// What every recurrence takes besides its own arguments, by name: <c>reverse: bool = false</c>, and
/// <c>reset: bool[B, T] = false</c> with the axes of the first sequence up to the recurrence's own. A signature that
/// declares the name has it its own way.
/// </summary>
internal static class ImplicitParameters
{
    /// <summary>A declaration with these parameters, if it is a recurrence.</summary>
    public static Declaration WithImplicitParameters(this Declaration declaration)
    {
        if (declaration is not CallableDeclaration { Kind: CallableKind.Recurrence, Over.Axis.Text: var axis } recurrence)
            return declaration;
        var parameters = recurrence.Parameters.ToList();
        Add("reverse", null);
        if (AxesOfSteps(recurrence, axis) is { } axes)
            Add("reset", axes);
        return recurrence with { Parameters = parameters };

        void Add(string name, IReadOnlyList<Dimension>? dimensions)
        {
            if (recurrence.Parameters.Any(p => p.Name.Text == name))
                return;
            var span = recurrence.Name.Span;
            var type = new DataTypeSyntax(span, new Identifier(span, "bool"), dimensions);
            parameters.Add(new ParameterSyntax(span, new Identifier(span, name), type, new BoolLiteral(span, false)));
        }
    }

    /// <summary>Whether a parameter was added here: nobody wrote it, so it has no place but the declaration's name.</summary>
    public static bool IsImplicit(this CallableDeclaration callable, ParameterSyntax parameter) => parameter.Span.Equals(callable.Name.Span);

    private static IReadOnlyList<Dimension>? AxesOfSteps(CallableDeclaration recurrence, string axis) => recurrence.Parameters
        .Select(p => (p.Type as ListTypeSyntax)?.Item ?? p.Type)
        .OfType<DataTypeSyntax>()
        .Select(type => (Dimensions: type.Dimensions, Place: type.Dimensions?.ToList().FindIndex(d => d.Extent is NameExpression name && name.Name == axis) ?? -1))
        .Where(found => found.Place >= 0)
        .Select(found => found.Dimensions!.Take(found.Place + 1).ToList())
        .FirstOrDefault();
}
