using Modelwright.Compiler.Binding.Files;
using Modelwright.Compiler.Binding.Values;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Syntax;
using Argument = Modelwright.Compiler.Syntax.Argument;

namespace Modelwright.Compiler.Binding.Bodies;

/// <content>Arguments against parameters, dimensions bound by unification, declared results.</content>
internal sealed partial class BodyBinder
{
    /// <summary>The extents that <c>...</c> stands for in the signature.</summary>
    private IReadOnlyList<Dim>? _leading;

    /// <summary>
    /// Binds the parameters of this body: dimensions first, from the tensors; then constants and defaults, which may use
    /// them; then every extent that is an expression is checked. Errors are the caller's, at the argument.
    /// </summary>
    private bool BindSignature(BoundArguments arguments, BodyBinder caller)
    {
        var parameters = _declaration.Parameters;
        var constants = new HashSet<string>(parameters.Where(p => !IsTensor(p.Type)).Select(p => p.Name.Text));
        for (var i = 0; i < parameters.Count; i++)
        {
            var declared = (parameters[i].Type as ListTypeSyntax)?.Item ?? parameters[i].Type;
            foreach (var tensor in IsTensor(declared) ? Tensors(arguments.Values[i]) : [])
            {
                if (tensor.Shape.Rank == 0 && IsAnyShape(declared))
                    continue;
                if (!BindDimensions(((DataTypeSyntax)declared).Dimensions!, tensor, constants, parameters[i], caller, arguments.Places[i]))
                    return false;
            }
        }

        // Nothing but scalars was given for what may have any shape.
        if (parameters.Any(p => IsAnyShape(p.Type)))
            _leading ??= [];

        for (var i = 0; i < parameters.Count; i++)
        {
            var value = arguments.Values[i];
            if (value is MissingValue)
            {
                if (BindDefault(parameters[i]) is not { } fitting)
                    return false;
                value = fitting;
                NoteDefault(parameters[i], value);
            }
            else if (value is IntValue or FloatValue or BoolValue && IsTensor(parameters[i].Type) && !_declaration.IsImplicit(parameters[i]))
            {
                if (!HasKnownExtents(parameters[i], caller, arguments.Places[i]) || Filled(value, parameters[i], parameters[i].Name.Span) is not { } filled)
                    return false;
                value = filled;
            }
            else if (value is TensorValue { Shape.Rank: 0 } scalar && IsAnyShape(parameters[i].Type) && _leading is { Count: > 0 })
            {
                value = Tensor(Emit(new Expand(new Shape(_leading)), parameters[i].Name.Span, Import(scalar)));
            }

            Define(parameters[i].Name, value);
        }

        for (var i = 0; i < parameters.Count; i++)
        {
            var declared = (parameters[i].Type as ListTypeSyntax)?.Item ?? parameters[i].Type;
            foreach (var tensor in IsTensor(declared) ? Tensors(arguments.Values[i]) : [])
            {
                if (ShapeOf(((DataTypeSyntax)declared).Dimensions!) is not { } expected)
                    return false;
                if (tensor.Shape.Rank == 0 && IsAnyShape(declared))
                    continue;
                // Without the constants two extents may still turn out equal.
                if (expected.Equals(tensor.Shape) || _context.IsGeneric)
                {
                    // What is bound in place goes on to read the caller's own values.
                    if (_builder != caller._builder)
                        Write(tensor.Value, declared);
                    continue;
                }

                var written = _source.Slice(declared.Span);
                _context.ReportToCaller(
                    Diagnostics.ArgumentShape, caller.At(arguments.Places[i]),
                    $"'{parameters[i].Name.Text}' of {_declaration.Name.Text} has shape {caller.ShapeText(tensor)}, but {written} is {expected} here{DefaultsIn(written)}",
                    [new DiagnosticNote(At(declared.Span), $"'{parameters[i].Name.Text}' is declared here"), .. BoundBy((DataTypeSyntax)declared, expected, tensor.Shape, parameters[i])]);
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a type is any tensor: <c>float[...]</c>, which a scalar repeats to fill.</summary>
    private static bool IsAnyShape(TypeSyntax type) => type is DataTypeSyntax { Dimensions: [{ Extent: null }] };

    /// <summary>The default of a parameter that no argument was given for; a number fills a tensor. Null after an error.</summary>
    private BoundValue? BindDefault(ParameterSyntax parameter)
    {
        var at = parameter.Default!.Span;
        if (parameter.Type is not DataTypeSyntax { Dimensions: not null })
            return Fit(Evaluate(parameter.Default), parameter, new Argument(at, null, null), _declaration);
        if (TensorTypeOf(parameter.Type) is not { } type || Evaluate(parameter.Default, type.Shape) is var value && value is ErrorValue)
            return null;
        if (value is IntValue or FloatValue or BoolValue)
            return Filled(value, parameter, at);
        return CheckDeclared(value, type, at, $"'{parameter.Name.Text}' of {_declaration.Name.Text}", parameter.Type.Span) as TensorValue;
    }

    /// <summary>Whether the other arguments tell the shape of a parameter that was given a number.</summary>
    private bool HasKnownExtents(ParameterSyntax parameter, BodyBinder caller, TextSpan at)
    {
        if (((DataTypeSyntax)parameter.Type).Dimensions!.Select(d => d.Extent).OfType<NameExpression>().FirstOrDefault(n => _scope.Find(n.Name) is null) is not { Name: var unknown })
            return true;
        _context.ReportToCaller(
            Diagnostics.ArgumentShape, caller.At(at),
            $"'{parameter.Name.Text}' of {_declaration.Name.Text} is {_source.Slice(parameter.Type.Span)}; a number can fill it only where another argument tells {unknown}",
            new DiagnosticNote(At(parameter.Type.Span), $"'{parameter.Name.Text}' is declared here"));
        return false;
    }

    /// <summary>A number everywhere in a tensor of the shape that a parameter has; null after an error.</summary>
    private TensorValue? Filled(BoundValue number, ParameterSyntax parameter, TextSpan at) =>
        TensorTypeOf(parameter.Type) is { } type && AsTensor(number, type.Element, at) is { } scalar
            ? Tensor(Emit(new Expand(type.Shape), at, Import(scalar)))
            : null;

    private bool BindDimensions(
        IReadOnlyList<Dimension> dimensions, TensorValue tensor, HashSet<string> constants, ParameterSyntax parameter, BodyBinder caller, TextSpan at)
    {
        var shape = tensor.Shape;
        dimensions = AtStep(dimensions).ToList();
        var ellipsis = dimensions.ToList().FindIndex(d => d.Extent is null);
        var written = dimensions.Count - (ellipsis < 0 ? 0 : 1);
        if (ellipsis < 0 ? shape.Rank != written : shape.Rank < written)
        {
            _context.ReportToCaller(
                Diagnostics.ArgumentShape, caller.At(at),
                $"'{parameter.Name.Text}' of {_declaration.Name.Text} is {_source.Slice(parameter.Type.Span)}, with {Words.Count(written, "axis", "axes")}{(ellipsis < 0 ? "" : " or more")}; the argument has shape {caller.ShapeText(tensor)}",
                new DiagnosticNote(At(parameter.Type.Span), $"'{parameter.Name.Text}' is declared here"));
            return false;
        }

        if (ellipsis >= 0)
            _leading ??= shape.Skip(ellipsis).Take(shape.Rank - written).ToList();
        for (var i = 0; i < dimensions.Count; i++)
        {
            if (dimensions[i].Extent is not NameExpression { Name: var name } extent || constants.Contains(name))
                continue;
            var bound = shape[ellipsis >= 0 && i > ellipsis ? i + shape.Rank - dimensions.Count : i];
            if (_scope.FindHere(name) is null && char.IsUpper(name[0]))
            {
                _scope.Add(new Variable(name, extent.Span, BindingKind.Const, new IntValue(bound), _builder));
                _bound[name] = (caller.At(at), parameter.Name.Text);
            }
        }

        return true;
    }
}
