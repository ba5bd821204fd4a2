using Modelwright.Compiler.Binding.Values;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding.Bodies;

/// <content>
/// Loops run at build time. The body of <c>for … as layers</c> becomes a function called once per iteration, so equal
/// layers are one function; without a path the iterations are simply written out.
/// </content>
internal sealed partial class BodyBinder
{
    private int _loopDepth;

    private void BindFor(ForStatement loop)
    {
        if (_context.IsGeneric)
        {
            BindUncertain(loop.Body, loop.Variable);
            return;
        }

        if (LoopItems(loop) is not { } items)
            return;
        for (var i = 0; i < items.Count; i++)
        {
            if (loop.As is not { Parts.Count: > 0 } path)
                BindLoopBody(loop, items[i]);
            else if (!BindIteration(loop, path, items[i], items[i] is IntValue { Number.Value: { } value } ? value : i))
                return;
        }
    }

    private IReadOnlyList<BoundValue>? LoopItems(ForStatement loop)
    {
        if (loop.End is null)
        {
            var list = Evaluate(loop.Start);
            if (list is ListValue { Items: var items })
                return items;
            if (list is not ErrorValue)
                Report(Diagnostics.WrongKind, loop.Start.Span, $"'for' runs over a range 'a..b' or a list; this is {Describe(list)}");
            return null;
        }

        if (BuildTimeInteger(loop.Start) is not { } start || BuildTimeInteger(loop.End) is not { } end)
            return null;
        // Two longs are up to 2^64 apart.
        if (end > start && unchecked((ulong)end - (ulong)start) is > BindingContext.MaximumItems and var count)
        {
            Report(Diagnostics.TooLarge, loop.End.Span, FormattableString.Invariant($"{count} rounds are more than the limit of {BindingContext.MaximumItems}"));
            return null;
        }

        var range = new List<BoundValue>();
        for (var i = start; i < end; i++)
            range.Add(new IntValue(i));
        return range;
    }

    private void BindLoopBody(ForStatement loop, BoundValue item)
    {
        _context.CountStep();
        _loopDepth++;
        InScope(() =>
        {
            Declare(loop.Variable, BindingKind.Const, item);
            BindStatements(loop.Body.Statements);
        });
        _loopDepth--;
    }

    /// <summary>Binds one round as a function of its own; false where it has no path, so the others have none either.</summary>
    private bool BindIteration(ForStatement loop, PathSyntax path, BoundValue item, long number)
    {
        _context.CountStep(BindingContext.StepsPerInstantiation);
        var outer = _builder;
        string? prefix = null;
        InScope(() =>
        {
            _scope.Add(new Variable(loop.Variable.Text, loop.Variable.Span, BindingKind.Const, item, outer));
            prefix = BindPath(path);
        });
        if (prefix is null)
            return false;
        if (!path.Parts.Any(p => p.Index is not null))
            prefix = FormattableString.Invariant($"{prefix}.{number}");
        prefix = Under(prefix);
        if (!HasPlace(path.Span))
            return false;
        if (!outer.TryClaim(prefix, path.Span, out var taken))
        {
            Report(Diagnostics.PathClash, path.Span, $"the path '{prefix}' is taken; choose another name after 'as'", Note(taken, "taken here"));
            return false;
        }

        var body = new FunctionBuilder(Words.PascalCase(path.Parts[0].Name ?? loop.Variable.Text), outer, prefix);
        var (outerPrefix, outerRoot) = (_prefix, _root);
        (_builder, _prefix, _root) = (body, "", Full(prefix));
        try
        {
            BindLoopBody(loop, item);
        }
        finally
        {
            (_builder, _prefix, _root) = (outer, outerPrefix, outerRoot);
        }

        ReturnFrom(body, prefix, loop.Span);
        return true;
    }

    /// <summary>Closes a loop body and calls it; what it assigned outside becomes its results.</summary>
    private void ReturnFrom(FunctionBuilder body, string prefix, TextSpan at)
    {
        var results = new List<Value>();
        foreach (var tensor in body.Assigned.Select(v => v.Value).Concat(_outputs.Select(o => o.Value)).SelectMany(Tensors).Where(t => t.Owner == body))
        {
            if (!results.Contains(tensor.Value))
                results.Add(tensor.Value);
        }

        var function = body.BuildWithStates(_context.UniqueName(body.Name), results);
        _context.Functions.Add(function);
        var call = _builder.AddCall(function, body, prefix, body.Captured.ToList(), At(at));
        foreach (var variable in body.Assigned)
        {
            variable.Value = Replace(variable.Value, HandedOn);
            if (variable.Builder != _builder && !_builder.Assigned.Contains(variable))
                _builder.Assigned.Add(variable);
        }

        foreach (var output in _outputs)
            output.Value = Replace(output.Value, HandedOn);

        TensorValue HandedOn(TensorValue tensor)
        {
            if (tensor.Owner != body)
                return tensor;
            var result = call.Results[results.IndexOf(tensor.Value)];
            result.Name ??= tensor.Value.Name;
            return Tensor(result);
        }
    }

    /// <summary>The tensors a value holds.</summary>
    private static IEnumerable<TensorValue> Tensors(BoundValue value) => value switch
    {
        TensorValue tensor => [tensor],
        ListValue list => list.Items.SelectMany(Tensors),
        TupleValue tuple => tuple.Items.SelectMany(Tensors),
        _ => [],
    };

    /// <summary>The same value with its tensors replaced.</summary>
    private static BoundValue Replace(BoundValue value, Func<TensorValue, BoundValue> replacement) => value switch
    {
        TensorValue tensor => replacement(tensor),
        ListValue list => new ListValue(list.Items.Select(item => Replace(item, replacement)).ToList()),
        TupleValue tuple => new TupleValue(tuple.Items.Select(item => Replace(item, replacement)).ToList()),
        _ => value,
    };
}
