using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding.Warnings;

/// <summary>Finds formulas that are right on paper and lose their digits, or overflow, in floating point.</summary>
internal sealed class PrecisionTraps(SourceText source, DiagnosticBag diagnostics)
{
    private Dictionary<string, Expression> _values = [];

    /// <summary>Checks a declaration.</summary>
    public void Check(CallableDeclaration callable)
    {
        var statements = SyntaxWalk.Statements(callable.Body).ToList();
        _values = statements.OfType<LetStatement>().GroupBy(l => l.Name.Text, StringComparer.Ordinal).Where(g => g.Count() == 1)
            .ToDictionary(g => g.Key, g => g.Single().Value, StringComparer.Ordinal);
        foreach (var node in statements.SelectMany(SyntaxWalk.Own).SelectMany(SyntaxWalk.Within))
            Check(node);
    }

    private void Check(SyntaxNode node)
    {
        switch (node)
        {
            case BinaryExpression { Operator: BinaryOperator.Subtract } difference when IsMeanOfSquares(difference.Left) && IsSquareOfMean(difference.Right):
                Report(
                    Diagnostics.Cancellation, difference,
                    "the mean of squares less the square of the mean loses most digits where the mean is large; take the mean of the squared distances from the mean");
                break;
            case CallExpression { Callee: NameExpression { Name: "log" }, Arguments: [{ Value: CallExpression { Callee: IndexExpression { Target: NameExpression { Name: "softmax" }, Items: [{ Start: NameExpression axis }] }, Arguments: [{ Value: { } scores }] } }] } log:
                Report(
                    Diagnostics.Overflow, log,
                    $"where the softmax vanishes its log is -infinity; write {Text(scores)} - logsumexp[j](…) over the same scores, j in place of {axis.Name}");
                break;
            case BinaryExpression { Operator: BinaryOperator.Divide } quotient when Exponent(quotient.Left) is { } top && IsSumOfExp(quotient.Right) && top is not BinaryExpression { Operator: BinaryOperator.Subtract }:
                Report(Diagnostics.Overflow, quotient, "exp overflows beyond 88, although the quotient would not; write softmax[i](…), which takes the largest out first");
                break;
            case CallExpression { Callee: NameExpression { Name: "log" }, Arguments: [{ Value: { } sum }] } log when OnePlusExp(sum) is { } x && x is not UnaryExpression { Operand: CallExpression { Callee: NameExpression { Name: "abs" } } }:
                Report(Diagnostics.Overflow, log, $"exp overflows beyond 88, although the log would not; write softplus({Text(x)})");
                break;
            case CallExpression { Callee: NameExpression { Name: "log" }, Arguments: [{ Value: { } sum }] } log when IsSumOfExp(sum):
                Report(Diagnostics.Overflow, log, "exp overflows beyond 88, although the log would not; write logsumexp[i](…)");
                break;
        }
    }

    private bool IsMeanOfSquares(Expression expression) => Resolve(expression) is
        CallExpression { Callee: IndexExpression { Target: NameExpression { Name: "mean" } }, Arguments: [{ Value: { } body }] } && Root(body) is not null;

    private bool IsSquareOfMean(Expression expression) => Root(Resolve(expression)) is { } root
        && Resolve(root) is CallExpression { Callee: IndexExpression { Target: NameExpression { Name: "mean" } } };

    /// <summary>What is squared, or null where nothing is.</summary>
    private Expression? Root(Expression expression) => expression switch
    {
        BinaryExpression { Operator: BinaryOperator.Power, Right: NumberLiteral { Value: 2 } } power => power.Left,
        BinaryExpression { Operator: BinaryOperator.Multiply } product when Text(product.Left) == Text(product.Right) => product.Left,
        _ => null,
    };

    /// <summary>The value behind a name, with or without indices.</summary>
    private Expression Resolve(Expression expression) => expression switch
    {
        NameExpression name when _values.TryGetValue(name.Name, out var value) => value,
        IndexExpression { Target: NameExpression name } when _values.TryGetValue(name.Name, out var value) => value,
        _ => expression,
    };

    private static Expression? Exponent(Expression expression) =>
        expression is CallExpression { Callee: NameExpression { Name: "exp" }, Arguments: [{ Value: { } exponent }] } ? exponent : null;

    private static bool IsSumOfExp(Expression expression) =>
        expression is CallExpression { Callee: IndexExpression { Target: NameExpression { Name: "sum" } }, Arguments: [{ Value: { } body }] }
        && Exponent(body) is { } exponent and not BinaryExpression { Operator: BinaryOperator.Subtract };

    private static Expression? OnePlusExp(Expression expression) => expression switch
    {
        BinaryExpression { Operator: BinaryOperator.Add, Left: NumberLiteral { Value: 1 }, Right: var exp } => Exponent(exp),
        BinaryExpression { Operator: BinaryOperator.Add, Left: var exp, Right: NumberLiteral { Value: 1 } } => Exponent(exp),
        _ => null,
    };

    private string Text(SyntaxNode node) => source.Slice(node.Span);

    private void Report(DiagnosticKind kind, SyntaxNode node, string message) => diagnostics.Report(kind, new Location(source, node.Span), message);
}
