using Modelwright.Compiler.Binding.Files;
using Modelwright.Compiler.Binding.Values;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Syntax;
using Argument = Modelwright.Compiler.Syntax.Argument;

namespace Modelwright.Compiler.Binding.Bodies;

/// <content>Arguments put to parameters.</content>
internal sealed partial class BodyBinder
{
    /// <summary>
    /// Puts arguments to parameters and evaluates them; one that is not given is missing, to be filled from its default.
    /// Null after an error.
    /// </summary>
    private BoundArguments? BindArguments(
        CallableDeclaration callee, SourceText source, IReadOnlyList<Argument> arguments, TextSpan at)
    {
        var parameters = callee.Parameters;
        var slots = new Argument?[parameters.Count];
        var ok = true;
        var misnamed = false;
        var position = 0;
        foreach (var argument in arguments)
        {
            int slot;
            if (argument.Name is { } name)
            {
                slot = parameters.ToList().FindIndex(p => p.Name.Text == name.Text);
                if (slot < 0)
                {
                    var hint = Spelling.Closest(name.Text, parameters.Select(p => p.Name.Text)) is { } near ? $"; did you mean '{near}'?" : "; it has " + ParametersOf(callee);
                    Report(Diagnostics.UnexpectedArgument, name.Span, $"{callee.Name.Text} has no parameter '{name.Text}'{hint}");
                    (ok, misnamed) = (false, true);
                    continue;
                }
            }
            else
            {
                slot = position++;
                var most = parameters.Count(p => !callee.IsImplicit(p));
                if (slot >= most)
                {
                    Report(Diagnostics.UnexpectedArgument, argument.Span, $"{callee.Name.Text} takes {Words.Count(most, "argument", "arguments")}: {ParametersOf(callee)}");
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
            ok = ok && NotSwapped(callee, argument, slot);
        }

        var values = new List<BoundValue>();
        for (var i = 0; i < slots.Length; i++)
        {
            if (slots[i] is not { } argument)
            {
                if (parameters[i].Default is null)
                {
                    // Under a wrong name it may have been given.
                    if (!misnamed)
                        Report(Diagnostics.MissingArgument, at, $"{callee.Name.Text} needs '{parameters[i].Name.Text}'");
                    ok = false;
                }

                values.Add(callee.IsImplicit(parameters[i]) ? new BoolValue(false) : MissingValue.Instance);
                continue;
            }

            if (parameters[i].Type is FunctionTypeSyntax && IsBlock(argument.Value, out var block))
            {
                Report(Diagnostics.WrongArgument, argument.Value!.Span, $"{block} is a block; say how it is called: u => {block}(u)");
                ok = false;
                continue;
            }

            var value = Evaluate(argument.Value ?? new NameExpression(argument.Name!.Span, argument.Name.Text));
            if (Fit(value, parameters[i], argument, callee) is { } fitting)
                values.Add(fitting);
            else
                ok = false;
        }

        return ok ? new BoundArguments(values, slots.Select(slot => slot is null ? at : PlaceOf(slot)).ToList()) : null;
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

    private bool IsBlock(Expression? argument, out string name)
    {
        name = (argument as NameExpression)?.Name ?? "";
        return _scope.Find(name) is null && _context.DeclarationsOf(_source).Find(name)?.Declaration is CallableDeclaration { Kind: CallableKind.Block };
    }

    private static string ParametersOf(CallableDeclaration callee) => string.Join(", ", callee.Parameters.Where(p => !callee.IsImplicit(p)).Select(p => p.Name.Text));

    /// <summary>Where what an argument gives is written.</summary>
    private static TextSpan PlaceOf(Argument argument) => argument.Value?.Span ?? argument.Span;

    private static bool IsTensor(TypeSyntax type) => type is DataTypeSyntax { Dimensions: not null } or ListTypeSyntax;

    /// <summary>A value as the kind that a parameter takes, or null after an error. Shapes are checked by the callee.</summary>
    private BoundValue? Fit(BoundValue value, ParameterSyntax parameter, Argument argument, CallableDeclaration callee)
    {
        var at = PlaceOf(argument);
        switch (parameter.Type, value)
        {
            case (_, ErrorValue):
            case (DataTypeSyntax { Dimensions: null, Element.Text: not ("int" or "float" or "bool") }, _): // reported where it is declared
                return null;
            case (DataTypeSyntax { Dimensions: not null } type, IntValue or FloatValue or BoolValue or IndexValue or TensorValue)
                when ElementTypeNames.Parse(type.Element.Text) is { } element:
                if (value is TensorValue known && known.Type.Element != element)
                {
                    Report(Diagnostics.ElementClash, at, $"{callee.Name.Text} expects {element.Keyword()} for '{parameter.Name.Text}'; this is {Describe(value)}; convert it: {element.Keyword()}(…)");
                    return null;
                }

                // A number fills whatever shape the tensor turns out to have.
                if (value is TensorValue or IndexValue || IsAnyShape(type) || RealNumber(value) is not { } filling)
                    return AsTensor(value, element, at);
                if (Misfit(filling, element) is not { } misfit)
                    return value;
                Report(Diagnostics.NumberDoesNotFit, at, misfit);
                return null;
            case (ListTypeSyntax { Item: var item }, ListValue list):
                return FitItems(list, item, parameter, argument, callee);
            case (DataTypeSyntax { Dimensions: null, Element.Text: "int" }, IntValue):
            case (DataTypeSyntax { Dimensions: null, Element.Text: "float" }, FloatValue):
            case (DataTypeSyntax { Dimensions: null, Element.Text: "bool" }, BoolValue):
                return value;
            case (DataTypeSyntax { Dimensions: null, Element.Text: "float" }, IntValue { Number.Value: { } number }):
                return new FloatValue(number);
            case (ChoiceTypeSyntax choice, StringValue text):
                if (choice.Choices.Contains(text.Text))
                    return text with { Choices = choice.Choices };
                var hint = Spelling.Closest(text.Text, choice.Choices) is { } near ? $"; did you mean \"{near}\"?" : "";
                Report(
                    Diagnostics.WrongArgument, at,
                    $"'{parameter.Name.Text}' of {callee.Name.Text} is one of {string.Join(", ", choice.Choices.Select(c => $"\"{c}\""))}, not \"{text.Text}\"{hint}");
                return null;
            case (FunctionTypeSyntax, FunctionValue):
                return value;
            default:
                var quotes = parameter.Type is ChoiceTypeSyntax { Choices: var names } && argument.Value is NameExpression { Name: var word } && names.Contains(word)
                    ? $"; did you mean \"{word}\", in quotes?" : "";
                Report(
                    Diagnostics.WrongArgument, at,
                    $"{callee.Name.Text} expects {TypeWords(parameter.Type)} for '{parameter.Name.Text}'; this is {Describe(value)}{quotes}");
                return null;
        }
    }

    /// <summary>A list whose items fit what a parameter's list holds; null after an error, which is about the first item that doesn't.</summary>
    private BoundValue? FitItems(ListValue list, TypeSyntax type, ParameterSyntax parameter, Argument argument, CallableDeclaration callee)
    {
        var items = new List<BoundValue>();
        foreach (var item in list.Items)
        {
            if (item is not TensorValue && IsTensor(type))
            {
                Report(
                    Diagnostics.WrongArgument, PlaceOf(argument),
                    $"{callee.Name.Text} expects tensors in the list '{parameter.Name.Text}'; item {items.Count} is {Describe(item)}");
                return null;
            }

            if (Fit(item, parameter with { Type = type }, argument, callee) is not { } fitting)
                return null;
            items.Add(fitting);
        }

        return new ListValue(items);
    }

    private static string TypeWords(TypeSyntax type) => type switch
    {
        DataTypeSyntax { Dimensions: null } data => $"a build-time {data.Element.Text}",
        DataTypeSyntax data => $"{Words.WithArticle(data.Element.Text)} tensor",
        ListTypeSyntax { Item: DataTypeSyntax { Dimensions: null } item } => $"a list of {item.Element.Text}",
        ListTypeSyntax => "a list of tensors",
        ChoiceTypeSyntax choice => "one of " + string.Join(", ", choice.Choices.Select(c => $"\"{c}\"")),
        _ => "a function",
    };
}
