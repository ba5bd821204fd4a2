using Modelwright.Compiler.Binding.Values;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding.Bodies;

/// <content>Types and shapes as written, and values against them.</content>
internal sealed partial class BodyBinder
{
    private Shape? ShapeOf(IReadOnlyList<Dimension> dimensions)
    {
        var extents = new List<Dim>();
        foreach (var dimension in AtStep(dimensions))
        {
            if (dimension.Extent is null)
            {
                if (_leading is null)
                {
                    Report(Diagnostics.UnknownExtent, dimension.Span, "'...' has no meaning here: no argument binds it");
                    return null;
                }

                extents.AddRange(_leading);
            }
            else if (ExtentOf(dimension.Extent) is { } extent)
            {
                extents.Add(extent);
            }
            else
            {
                return null;
            }
        }

        return new Shape(extents);
    }

    /// <summary>The dimensions of a type as written; in a step without the axis that the recurrence runs along.</summary>
    private IEnumerable<Dimension> AtStep(IEnumerable<Dimension> dimensions) =>
        _stepAxis is null ? dimensions : dimensions.Where(d => d.Extent is not NameExpression name || name.Name != _stepAxis);

    private Dim? ExtentOf(Expression expression)
    {
        switch (Evaluate(expression))
        {
            case IntValue { Number: var extent }:
                if (extent.Value is not < 0)
                    return extent;
                Report(Diagnostics.BadExtent, expression.Span, $"an extent cannot be {extent}");
                return null;
            case ErrorValue:
                return null;
            case var other:
                Report(Diagnostics.BadExtent, expression.Span, $"an extent is a build-time integer; this is {Describe(other)}");
                return null;
        }
    }

    private TensorType? TensorTypeOf(TypeSyntax type)
    {
        if (type is not DataTypeSyntax { Dimensions: { } dimensions } data)
        {
            Report(Diagnostics.UnknownType, type.Span, "a tensor type with a shape is needed here, such as float[B, T]");
            return null;
        }

        var element = ElementTypeNames.Parse(data.Element.Text);
        if (element is null)
            Report(Diagnostics.UnknownType, data.Element.Span, UnknownType(data.Element.Text));
        return ShapeOf(dimensions) is { } shape && element is { } known && IsHeld(shape, type.Span) ? new TensorType(known, shape) : null;
    }

    /// <summary>Whether an array may hold a tensor of a shape, whatever its symbols are; reports where none does.</summary>
    private bool IsHeld(Shape shape, TextSpan at)
    {
        if (shape.Scale <= int.MaxValue)
            return true;
        Report(Diagnostics.TensorTooLarge, at, FormattableString.Invariant($"this has shape {shape}; a tensor holds at most {int.MaxValue} numbers"));
        return false;
    }

    internal static string UnknownType(string name)
    {
        var near = name switch
        {
            "int" or "long" or "integer" => "int64",
            "double" or "float32" or "real" or "f32" => "float",
            "half" or "fp16" or "f16" => "float16",
            "bf16" => "bfloat16",
            "byte" => "uint8",
            "boolean" => "bool",
            _ => Spelling.Closest(name, Enum.GetValues(typeof(ElementType)).Cast<ElementType>().Select(e => e.Keyword())),
        };
        return $"unknown element type '{name}'" + (near is null ? "" : $"; did you mean '{near}'?");
    }

    /// <summary>The shape of the only declared result, if it can be told: extents for index notation that is returned.</summary>
    private Shape? DeclaredResultShape() =>
        _declaration.Results is [{ Type: DataTypeSyntax { Dimensions: { } dimensions } }] && dimensions.All(d => d.Extent is not null || _leading is not null)
            ? ShapeOf(dimensions)
            : null;

    private BoundValue CheckResult(BoundValue value, TextSpan at)
    {
        var declared = _declaration.Results;
        if (value is ErrorValue || declared.Count == 0)
            return value;
        var items = declared.Count == 1 ? [value] : (value as TupleValue)?.Items ?? [];
        if (items.Count != declared.Count)
            return Error(Diagnostics.WrongKind, at, $"{_declaration.Name.Text} returns {declared.Count} values; this is {Words.Count(items.Count == 0 ? 1 : items.Count, "value", "values")}");
        var results = new List<BoundValue>();
        for (var i = 0; i < items.Count; i++)
        {
            var label = declared[i].Name is { } name ? $"result '{name.Text}'" : $"the result of {_declaration.Name.Text}";
            if (declared[i].Type is not DataTypeSyntax)
                results.Add(items[i]);
            else if (TensorTypeOf(declared[i].Type) is { } type)
                results.Add(CheckDeclared(items[i], type, at, label, declared[i].Type.Span));
            else
                return ErrorValue.Instance;
        }

        return declared.Count == 1 ? results[0] : new TupleValue(results);
    }

    /// <summary>A value against the type written for it.</summary>
    private BoundValue CheckDeclared(BoundValue value, TensorType declared, TextSpan at, string label, TextSpan declaration)
    {
        if (value is ErrorValue)
            return value;
        if (value is IntValue or FloatValue or BoolValue && declared.Shape.Rank == 0)
            return AsTensor(value, declared.Element, at) ?? (BoundValue)ErrorValue.Instance;
        if (value is not TensorValue tensor)
            return Error(Diagnostics.WrongKind, at, $"{label} is a tensor {declared}; this is {Describe(value)}");
        if (tensor.Type.Element != declared.Element)
            return Error(Diagnostics.ElementClash, at, $"{label} is declared {declared.Element.Keyword()}, but this is {tensor.Type.Element.Keyword()}", Note(declaration, "declared here"));
        if (!tensor.Shape.Equals(declared.Shape))
        {
            var written = _source.Slice(declaration);
            var shown = written.Replace(" ", "") == declared.ToString().Replace(" ", "") ? declared.Shape.ToString() : $"{written} = {declared.Shape}";
            var actual = ShapeText(tensor);
            return Error(
                Diagnostics.DeclaredShape, at, $"{label} is declared {shown}, but this has shape {actual}{DefaultsIn(shown + actual)}", Note(declaration, "declared here"));
        }

        return tensor;
    }
}
