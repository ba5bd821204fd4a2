using Modelwright.Compiler.Binding.Bodies;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding.Names;

/// <content>Calls, and reductions, which are written like them.</content>
internal sealed partial class NameChecker
{
    private void CheckCall(CallExpression call)
    {
        CheckPath(call.As);
        switch (call.Callee)
        {
            case IndexExpression { Target: NameExpression { Name: var reduction } } index when IsReduction(reduction):
                CheckReduction(index, call.Arguments);
                return;
            case IndexExpression { Target: NameExpression unknown } index when !IsKnown(unknown.Name):
                CheckName(unknown.Name, unknown.Span, "; the reductions are " + string.Join(", ", Reductions.Names));
                CheckReduction(index, call.Arguments);
                return;
            case NameExpression { Name: var reduction } when IsReduction(reduction):
                InScope(() => // lacks its axes, which the binder says
                {
                    _names.Add(call.Arguments.SelectMany(a => Indices(a.Value)));
                    call.Arguments.ToList().ForEach(a => CheckExpression(a.Value));
                });
                return;
            case NameExpression { Name: var instance } when _instances.ContainsKey(instance):
                break;
            default:
                CheckExpression(call.Callee);
                break;
        }

        foreach (var argument in call.Arguments)
        {
            if (argument is { Value: null, Name: { } shorthand })
                CheckName(shorthand.Text, shorthand.Span);
            else
                CheckExpression(argument.Value);
        }

        AddInstance(call);
    }

    private bool IsReduction(string name) =>
        Reductions.Names.Contains(name) && !_names.Contains(name) && declarations.Find(name) is null;

    private void CheckReduction(IndexExpression index, IReadOnlyList<Argument> arguments) => InScope(() =>
    {
        foreach (var item in index.Items)
        {
            CheckExpression(item.Extent);
            // Of one that keeps its axis, the binder knows best whether it is bound.
            if (item.Start is NameExpression axis)
                _names.Add(axis.Name);
            else
                CheckExpression(item.Start);
        }

        CheckExpression(index.Domain);
        arguments.ToList().ForEach(a => CheckExpression(a.Value));
    });

    /// <summary>The names that stand alone as an index.</summary>
    private static IEnumerable<string> Indices(SyntaxNode? node) => node switch
    {
        null => [],
        IndexExpression index => index.Items.Select(i => i.Start).OfType<NameExpression>().Select(n => n.Name).Concat(Indices(index.Target)),
        _ => SyntaxChildren.Of(node).SelectMany(Indices),
    };
}
