using Modelwright.Compiler.Binding.Values;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding.Bodies;

/// <content>
/// <c>x[b, 1..4][d]</c> inside index notation: what is indexed is bound outside of the notation, where its axes have no meaning.
/// </content>
internal sealed partial class BodyBinder
{
    private ErrorValue RefuseAxis(NameExpression axis, IndexExpression read) =>
        Error(Diagnostics.LooseAxis, read.Target.Span, read.Target switch
        {
            NameExpression => $"'{axis.Name}' is an axis and has no indices",
            IndexExpression inner => $"inside index notation a tensor is indexed once; write {Joined(inner, read) ?? "all indices in one pair of brackets"}",
            _ => $"what is indexed is worked out before the axis '{axis.Name}' is bound; give it a name and axes of its own in a 'let'",
        });

    /// <summary>The first axis of the notation that an expression reads, those aside that lambdas and reductions in it may hide.</summary>
    private NameExpression? AxisIn(SyntaxNode? node) => node switch
    {
        NameExpression name => _index!.Find(name.Name) is null || _context.DeclarationsOf(_source).Find(name.Name) is not null ? null : name,
        null or MemberExpression or IndexLambda or FunctionLambda or CallExpression { Callee: not NameExpression } => null,
        CallExpression call => call.Arguments.Select(a => AxisIn(a.Value)).FirstOrDefault(name => name is not null),
        _ => SyntaxChildren.Of(node).Select(AxisIn).FirstOrDefault(name => name is not null),
    };

    /// <summary>Two reads as one, whose ranges take the later indices: <c>x[b, 1 + d]</c>; null where that is not so simple.</summary>
    private string? Joined(IndexExpression inner, IndexExpression outer)
    {
        if (inner.Target is not NameExpression || inner.Items.Concat(outer.Items).Any(i => i.IsEllipsis) || outer.Items.Any(i => i.IsRange))
            return null;
        var later = new Queue<string>(outer.Items.Select(i => _source.Slice(i.Span)));
        var joined = new List<string>();
        foreach (var item in inner.Items)
        {
            if (item.IsRange && later.Count == 0)
                return null;
            joined.Add(!item.IsRange ? _source.Slice(item.Span)
                : item.Start is null or NumberLiteral { Integer: 0, IsInteger: true } ? later.Dequeue()
                : item.Start is NumberLiteral or NameExpression ? $"{_source.Slice(item.Start.Span)} + {later.Dequeue()}"
                : $"({_source.Slice(item.Start.Span)}) + {later.Dequeue()}");
        }

        return $"{_source.Slice(inner.Target.Span)}[{string.Join(", ", joined.Concat(later))}]";
    }
}
