using Modelwright.Compiler.Binding.Values;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding.Bodies;

/// <content>Values that must be known at build time.</content>
internal sealed partial class BodyBinder
{
    private bool? BuildTimeBool(Expression expression) => Evaluate(expression) switch
    {
        BoolValue value => value.Truth,
        ErrorValue => null,
        var other => NotBuildTime<bool>(expression, "a build-time bool", other),
    };

    /// <summary>An integer known at build time; null after an error.</summary>
    public long? BuildTimeInteger(Expression expression) => Evaluate(expression) switch
    {
        IntValue { Number.Value: { } value } => value,
        ErrorValue => null,
        var other => NotBuildTime<long>(expression, "a build-time int", other),
    };

    private T? NotBuildTime<T>(Expression expression, string needed, BoundValue value)
        where T : struct
    {
        var hint = value is TensorValue { Type.Element: ElementType.Bool } ? "; where(condition, a, b) chooses at run time" : "";
        Report(Diagnostics.NotBuildTime, expression.Span, $"{needed} is needed here; this is {Describe(value)}{hint}");
        return null;
    }
}
