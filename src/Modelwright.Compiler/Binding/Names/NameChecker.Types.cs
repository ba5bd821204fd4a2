using Modelwright.Compiler.Binding.Bodies;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding.Names;

/// <content>Types as written: element types, and the dimensions that signatures and inputs declare.</content>
internal sealed partial class NameChecker
{
    private bool _isShape;

    private void CheckType(TypeSyntax type)
    {
        switch (type)
        {
            case DataTypeSyntax { Dimensions: { } dimensions } data:
                if (ElementTypeNames.Parse(data.Element.Text) is null)
                    diagnostics.Report(Diagnostics.UnknownType, new Location(source, data.Element.Span), BodyBinder.UnknownType(data.Element.Text));
                _isShape = true;
                dimensions.ToList().ForEach(d => CheckExpression(d.Extent));
                _isShape = false;
                break;
            case DataTypeSyntax data when data.Element.Text is not ("int" or "float" or "bool"):
                diagnostics.Report(
                    Diagnostics.UnknownType, new Location(source, data.Element.Span),
                    $"'{data.Element.Text}' is not a build-time type; those are int, float, bool and choices of strings, and a tensor has a shape: {data.Element.Text}[…]");
                break;
            case ListTypeSyntax list:
                CheckType(list.Item);
                break;
            case FunctionTypeSyntax function:
                CheckType(function.Argument);
                CheckType(function.Result);
                break;
        }
    }

    /// <summary>Dimensions come from signatures and inputs: a bare capitalised name in a shape declares one.</summary>
    private void AddDimensions(TypeSyntax type)
    {
        switch (type)
        {
            case DataTypeSyntax { Dimensions: { } dimensions }:
                _names.Add(dimensions.Select(d => d.Extent).OfType<NameExpression>().Select(n => n.Name).Where(n => char.IsUpper(n[0])));
                break;
            case ListTypeSyntax list:
                AddDimensions(list.Item);
                break;
            case FunctionTypeSyntax function:
                AddDimensions(function.Argument);
                AddDimensions(function.Result);
                break;
        }
    }
}
