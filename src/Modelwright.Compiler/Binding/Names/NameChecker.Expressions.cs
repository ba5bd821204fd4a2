using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding.Names;

/// <content>Expressions, with the names that those in front of <c>=></c> make known.</content>
internal sealed partial class NameChecker
{
    private void CheckExpression(SyntaxNode? node)
    {
        switch (node)
        {
            case null or MissingExpression:
                break;
            case NameExpression name:
                CheckName(name.Name, name.Span);
                break;
            case IndexLambda lambda:
                CheckIndexed(lambda.Binders, lambda.Value);
                break;
            case FunctionLambda lambda:
                InScope(() =>
                {
                    _names.Add(lambda.Parameter.Text);
                    CheckExpression(lambda.Value);
                });
                break;
            case MemberExpression:
                break; // instances have names of their own
            case IndexExpression { Target: NameExpression reduction } index when IsReduction(reduction.Name):
                CheckReduction(index, []); // lacks what it runs over, which the binder says
                break;
            case CallExpression call:
                CheckCall(call);
                break;
            default:
                foreach (var child in SyntaxChildren.Of(node))
                    CheckExpression(child);
                break;
        }
    }

    private void CheckIndexed(IReadOnlyList<Binder>? binders, Expression value) => InScope(() =>
    {
        foreach (var binder in binders ?? [])
        {
            CheckExpression(binder.Extent);
            if (binder.Name is not null)
                _names.Add(binder.Name.Text);
        }

        CheckExpression(value);
    });

    private void CheckPath(PathSyntax? path) => path?.Parts.ToList().ForEach(part => CheckExpression(part.Index));
}
