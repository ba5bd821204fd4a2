using Modelwright.Compiler.Binding.Values;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding.Bodies;

/// <content>What the sizes of the inputs must be like: what cannot be decided at build time is checked when the model runs.</content>
internal sealed partial class BodyBinder
{
    private void BindRequire(RequireStatement require)
    {
        if (Slacks(require.Condition) is not { } slacks)
        {
            if (BuildTimeBool(require.Condition) is false)
                Fail();
            return;
        }

        var message = Message();
        if (!slacks.All(slack => Require(slack, require.Span, message)))
            Fail();

        // What the requirement guards would fail in other words.
        void Fail() => _returned = Error(Diagnostics.RequirementFailed, require.Span, Message());

        string Message() => require.Message is { } text ? Interpolate(text) : $"'{_source.Slice(require.Condition.Span)}' does not hold";
    }

    /// <summary>Makes sure that an extent is not negative, when the model runs if need be; false where it always is.</summary>
    private bool Require(Dim slack, TextSpan at, string message)
    {
        slack = slack.Present;
        if (Proofs.IsNonNegative(slack))
            return true;
        if (Proofs.IsPositive(Dim.Zero - slack))
            return false;
        _context.Require(new Requirement(slack, message, At(at)));
        return true;
    }

    /// <summary>
    /// Extents that are not negative exactly where a condition on integers holds; null where it is none that needs them.
    /// </summary>
    private IReadOnlyList<Dim>? Slacks(Expression condition)
    {
        switch (condition)
        {
            case BinaryExpression { Operator: BinaryOperator.And } both:
                return Slacks(both.Left) is { } first && Slacks(both.Right) is { } second ? [.. first, .. second] : null;
            case BinaryExpression { Operator: >= BinaryOperator.Less and <= BinaryOperator.NotEqual } comparison:
                return Slacks(comparison.Left, comparison.Operator, comparison.Right);
            case ComparisonChain chain:
                var links = chain.Operators.Select((op, i) => Slacks(chain.Operands[i], op, chain.Operands[i + 1])).ToList();
                return links.Any(link => link is null) ? null : links.SelectMany(link => link!).ToList();
            default:
                return null;
        }
    }

    private IReadOnlyList<Dim>? Slacks(Expression left, BinaryOperator op, Expression right)
    {
        if (!IsIndex(left) || !IsIndex(right) || Evaluate(left) is not IntValue { Number: var a } || Evaluate(right) is not IntValue { Number: var b })
            return null;
        var difference = b - a;
        return op switch
        {
            BinaryOperator.Less => [difference - Dim.One],
            BinaryOperator.LessOrEqual => [difference],
            BinaryOperator.Greater => [Dim.Zero - difference - Dim.One],
            BinaryOperator.GreaterOrEqual => [Dim.Zero - difference],
            BinaryOperator.Equal => [difference, Dim.Zero - difference],
            _ => [(difference * difference) - Dim.One],
        };
    }
}
