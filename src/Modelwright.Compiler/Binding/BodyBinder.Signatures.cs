using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Syntax;
using Argument = Modelwright.Compiler.Syntax.Argument;

namespace Modelwright.Compiler.Binding;

/// <content>Arguments against parameters, dimensions bound by unification, declared results.</content>
internal sealed partial class BodyBinder
{
    /// <summary>The extents that <c>...</c> stands for in the signature.</summary>
    private IReadOnlyList<Dim>? _leading;

    /// <summary>
    /// Puts arguments to parameters and evaluates them; a missing one is null there, to be filled from its default.
    /// Null after an error.
    /// </summary>
    private IReadOnlyList<BoundValue>? BindArguments(
        CallableDeclaration callee, SourceText source, IReadOnlyList<Argument> arguments, TextSpan at)
    {
        var parameters = callee.Parameters;
        var slots = new Argument?[parameters.Count];
        var ok = true;
        var position = 0;
        foreach (var argument in arguments)
        {
            int slot;
            if (argument.Name is { } name)
            {
                slot = parameters.ToList().FindIndex(p => p.Name.Text == name.Text);
                if (slot < 0)
                {
                    var hint = Spelling.Closest(name.Text, parameters.Select(p => p.Name.Text)) is { } near ? $"; did you mean '{near}'?" : "";
                    Report(Diagnostics.UnexpectedArgument, name.Span, $"{callee.Name.Text} has no parameter '{name.Text}'{hint}");
                    ok = false;
                    continue;
                }
            }
            else
            {
                slot = position++;
                if (slot >= parameters.Count)
                {
                    Report(Diagnostics.UnexpectedArgument, argument.Span, $"{callee.Name.Text} takes {Words.Count(parameters.Count, "argument", "arguments")}");
                    ok = false;
                    continue;
                }
            }

            if (slots[slot] is not null)
            {
                Report(Diagnostics.UnexpectedArgument, argument.Span, $"'{parameters[slot].Name.Text}' is given twice");
                ok = false;
            }

            slots[slot] = argument;
            ok &= NotSwapped(callee, argument, slot);
        }

        var values = new List<BoundValue>();
        for (var i = 0; i < slots.Length; i++)
        {
            if (slots[i] is not { } argument)
            {
                if (parameters[i].Default is null)
                {
                    Report(Diagnostics.MissingArgument, at, $"{callee.Name.Text} needs '{parameters[i].Name.Text}'");
                    ok = false;
                }

                values.Add(MissingValue.Instance);
                continue;
            }

            var value = Evaluate(argument.Value ?? new NameExpression(argument.Name!.Span, argument.Name.Text));
            if (Fit(value, parameters[i], argument, callee) is { } fitting)
                values.Add(fitting);
            else
                ok = false;
        }

        return ok ? values : null;
    }

    /// <summary>A bare name given by position to another parameter, although the callee has one of that name, is a slip.</summary>
    private bool NotSwapped(CallableDeclaration callee, Argument argument, int slot)
    {
        if (argument is not { Name: null, Value: NameExpression { Name: var bare } } || callee.Parameters[slot].Name.Text == bare
            || IsTensor(callee.Parameters[slot].Type) || callee.Parameters.FirstOrDefault(p => p.Name.Text == bare) is not { } namesake || IsTensor(namesake.Type))
        {
            return true;
        }

        Report(
            Diagnostics.SwappedArgument, argument.Span,
            $"'{bare}' stands where {callee.Name.Text} has '{callee.Parameters[slot].Name.Text}', but it has a parameter '{bare}' too; write '{callee.Parameters[slot].Name.Text}: {bare}' or '{bare}:'");
        return false;
    }

    private static bool IsTensor(TypeSyntax type) => type is DataTypeSyntax { Dimensions: not null } or ListTypeSyntax;

    /// <summary>A value as the kind that a parameter takes, or null after an error. Shapes are checked by the callee.</summary>
    private BoundValue? Fit(BoundValue value, ParameterSyntax parameter, Argument argument, CallableDeclaration callee)
    {
        switch (parameter.Type, value)
        {
            case (_, ErrorValue):
                return null;
            case (DataTypeSyntax { Dimensions: not null } type, IntValue or FloatValue or BoolValue or IndexValue or TensorValue)
                when ElementTypeNames.Parse(type.Element.Text) is { } element:
                if (value is TensorValue known && known.Type.Element != element)
                {
                    Report(Diagnostics.ElementClash, argument.Span, $"{callee.Name.Text} expects {element.Keyword()} for '{parameter.Name.Text}'; this is {Describe(value)}");
                    return null;
                }

                return AsTensor(value, element, argument.Span);
            case (ListTypeSyntax, ListValue list):
                return list;
            case (DataTypeSyntax { Dimensions: null, Element.Text: "int" }, IntValue):
            case (DataTypeSyntax { Dimensions: null, Element.Text: "float" }, FloatValue):
            case (DataTypeSyntax { Dimensions: null, Element.Text: "bool" }, BoolValue):
                return value;
            case (DataTypeSyntax { Dimensions: null, Element.Text: "float" }, IntValue { Number.Value: { } number }):
                return new FloatValue(number);
            case (ChoiceTypeSyntax choice, StringValue text):
                if (choice.Choices.Contains(text.Text))
                    return value;
                var hint = Spelling.Closest(text.Text, choice.Choices) is { } near ? $"; did you mean \"{near}\"?" : "";
                Report(
                    Diagnostics.WrongArgument, argument.Span,
                    $"'{parameter.Name.Text}' of {callee.Name.Text} is one of {string.Join(", ", choice.Choices.Select(c => $"\"{c}\""))}, not \"{text.Text}\"{hint}");
                return null;
            case (FunctionTypeSyntax, _):
                Report(Diagnostics.NotSupported, argument.Span, "functions as arguments are not compiled by this version");
                return null;
            default:
                Report(
                    Diagnostics.WrongArgument, argument.Span,
                    $"{callee.Name.Text} expects {TypeWords(parameter.Type)} for '{parameter.Name.Text}'; this is {Describe(value)}");
                return null;
        }
    }

    private static string TypeWords(TypeSyntax type) => type switch
    {
        DataTypeSyntax { Dimensions: null } data => $"a build-time {data.Element.Text}",
        DataTypeSyntax data => $"a {data.Element.Text} tensor",
        ListTypeSyntax => "a list of tensors",
        ChoiceTypeSyntax choice => "one of " + string.Join(", ", choice.Choices.Select(c => $"\"{c}\"")),
        _ => "a function",
    };

    /// <summary>
    /// Binds the parameters of this body: dimensions first, from the tensors; then constants and defaults, which may use
    /// them; then every extent that is an expression is checked. Errors are the caller's, at the call.
    /// </summary>
    private bool BindSignature(IReadOnlyList<BoundValue> arguments, BodyBinder caller, TextSpan at)
    {
        var parameters = _declaration.Parameters;
        var constants = new HashSet<string>(parameters.Where(p => !IsTensor(p.Type)).Select(p => p.Name.Text));
        for (var i = 0; i < parameters.Count; i++)
        {
            var declared = (parameters[i].Type as ListTypeSyntax)?.Item ?? parameters[i].Type;
            foreach (var tensor in Tensors(arguments[i]))
            {
                if (!BindDimensions(((DataTypeSyntax)declared).Dimensions!, tensor.Shape, constants, parameters[i], caller, at))
                    return false;
            }
        }

        for (var i = 0; i < parameters.Count; i++)
        {
            var value = arguments[i];
            if (value is MissingValue)
            {
                value = Evaluate(parameters[i].Default!);
                if (IsTensor(parameters[i].Type) || value is ErrorValue
                    || Fit(value, parameters[i], new Argument(parameters[i].Default!.Span, null, null), _declaration) is not { } fitting)
                {
                    if (IsTensor(parameters[i].Type) && value is not ErrorValue)
                        Report(Diagnostics.NotSupported, parameters[i].Default!.Span, "defaults of tensors are not compiled by this version");
                    return false;
                }

                value = fitting;
            }

            Define(parameters[i].Name, value);
        }

        for (var i = 0; i < parameters.Count; i++)
        {
            var declared = (parameters[i].Type as ListTypeSyntax)?.Item ?? parameters[i].Type;
            foreach (var tensor in Tensors(arguments[i]))
            {
                if (ShapeOf(((DataTypeSyntax)declared).Dimensions!) is not { } expected)
                    return false;
                if (expected.Equals(tensor.Shape))
                    continue;
                caller.Report(
                    Diagnostics.ArgumentShape, at,
                    $"'{parameters[i].Name.Text}' of {_declaration.Name.Text} has shape {tensor.Shape}, but {_source.Slice(declared.Span)} is {expected} here",
                    new DiagnosticNote(At(declared.Span), $"'{parameters[i].Name.Text}' is declared here"));
                return false;
            }
        }

        return true;
    }

    private bool BindDimensions(
        IReadOnlyList<Dimension> dimensions, Shape shape, HashSet<string> constants, ParameterSyntax parameter, BodyBinder caller, TextSpan at)
    {
        var ellipsis = dimensions.ToList().FindIndex(d => d.Extent is null);
        var written = dimensions.Count - (ellipsis < 0 ? 0 : 1);
        if (ellipsis < 0 ? shape.Rank != written : shape.Rank < written)
        {
            caller.Report(
                Diagnostics.ArgumentShape, at,
                $"'{parameter.Name.Text}' of {_declaration.Name.Text} is {_source.Slice(parameter.Type.Span)}, with {Words.Count(written, "axis", "axes")}{(ellipsis < 0 ? "" : " or more")}; the argument has shape {shape}",
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
                _scope.Add(new Variable(name, extent.Span, BindingKind.Const, new IntValue(bound), _builder));
        }

        return true;
    }

    // ---------------------------------------------------------------- types and shapes

    private Shape? ShapeOf(IReadOnlyList<Dimension> dimensions)
    {
        var extents = new List<Dim>();
        foreach (var dimension in dimensions)
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
        return ShapeOf(dimensions) is { } shape && element is { } known ? new TensorType(known, shape) : null;
    }

    internal static string UnknownType(string name)
    {
        var names = Enum.GetValues(typeof(ElementType)).Cast<ElementType>().Select(e => e.Keyword());
        return $"unknown element type '{name}'" + (Spelling.Closest(name, names) is { } near ? $"; did you mean '{near}'?" : "");
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
        if (value is IntValue or FloatValue && declared.Shape.Rank == 0)
            return AsTensor(value, declared.Element, at) ?? (BoundValue)ErrorValue.Instance;
        if (value is not TensorValue tensor)
            return Error(Diagnostics.WrongKind, at, $"{label} is a tensor {declared}; this is {Describe(value)}");
        if (tensor.Type.Element != declared.Element)
            return Error(Diagnostics.ElementClash, at, $"{label} is declared {declared.Element.Keyword()}, but this is {tensor.Type.Element.Keyword()}", Note(declaration, "declared here"));
        if (!tensor.Shape.Equals(declared.Shape))
        {
            var written = _source.Slice(declaration);
            var shown = written.Replace(" ", "") == declared.ToString().Replace(" ", "") ? declared.Shape.ToString() : $"{written} = {declared.Shape}";
            return Error(Diagnostics.DeclaredShape, at, $"{label} is declared {shown}, but this has shape {tensor.Shape}", Note(declaration, "declared here"));
        }

        return tensor;
    }
}

/// <summary>An argument that was not given; its default stands in.</summary>
internal sealed record MissingValue : BoundValue
{
    public static MissingValue Instance { get; } = new();

    public override string Kind => "a missing argument";
}
