using Modelwright.Compiler.Binding.Values;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding.Bodies;

/// <content>Arithmetic that keeps an index an index.</content>
internal sealed partial class BodyBinder
{
    private static IndexTerm Term(BoundValue value) =>
        value is IndexValue index ? index.Term : new IndexTerm.Constant(((IntValue)value).Number);

    /// <summary>
    /// Arithmetic that keeps an index an index; null where the result is a number instead: outside of brackets a
    /// quotient of indices is a fraction.
    /// </summary>
    private IndexTerm? IndexArithmetic(BinaryOperator op, IndexTerm left, IndexTerm right) => op switch
    {
        BinaryOperator.Add => new IndexTerm.Sum(left, right),
        BinaryOperator.Subtract => new IndexTerm.Sum(left, new IndexTerm.Product(new IndexTerm.Constant(-1), right)),
        BinaryOperator.Multiply => new IndexTerm.Product(left, right),
        BinaryOperator.Divide when _asIndex => new IndexTerm.Quotient(left, right),
        BinaryOperator.Modulo => new IndexTerm.Remainder(left, right),
        BinaryOperator.Power when _asIndex && left is IndexTerm.Constant number => new IndexTerm.Power(number.Value, right),
        _ => null,
    };

    /// <summary>Whether an expression is made of indices and build-time integers alone.</summary>
    private bool IsIndex(Expression expression) => expression switch
    {
        NumberLiteral number => number.IsInteger,
        NameExpression name => _index?.Find(name.Name) is not null || _scope.Find(name.Name)?.Value is IntValue,
        UnaryExpression { Operator: UnaryOperator.Negate } unary => IsIndex(unary.Operand),
        IndexExpression { Target: NameExpression name, Domain: null } read => _scope.Find(name.Name)?.Value is TensorValue { Formula: not null }
            && read.Items.All(item => item is { Start: { } start, IsRange: false, IsEllipsis: false } && IsIndex(start)),
        BinaryExpression { Operator: BinaryOperator.Add or BinaryOperator.Subtract or BinaryOperator.Multiply or BinaryOperator.Divide or BinaryOperator.Modulo or BinaryOperator.Power } binary =>
            IsIndex(binary.Left) && IsIndex(binary.Right),
        _ => false,
    };
}
