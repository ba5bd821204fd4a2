namespace Modelwright.Compiler.Graph.Operators;

/// <summary>
/// A recurrence whose one state goes on linearly, so that back ends have forms for many steps at once. The first operand is
/// the state's start, the first result the state after the last step. A session keeps the state where the steps are those of its
/// time axis: there the start only counts before the first step.
/// </summary>
/// <param name="State">The state's path, relative to the instance.</param>
/// <param name="Length">How many steps there are.</param>
/// <param name="IsReversed">Whether the steps run from the last index to the first.</param>
public abstract record RecurrenceOperator(string State, Dim Length, bool IsReversed) : Operator
{
    /// <inheritdoc/>
    public override Operator WithExtents(Func<Dim, Dim> replacement) => this with { Length = replacement(Length) };

    /// <summary>Whether a session along an axis keeps the state from call to call.</summary>
    public bool KeepsState(string? streamAxis) => streamAxis is not null && Length.Equals(Dim.Symbol(streamAxis));

    /// <summary>The index of a step, the first of which is 0.</summary>
    protected int At(int step, int length) => IsReversed ? length - 1 - step : step;

    /// <summary>Refuses operands that are not all of one float type, and gives it.</summary>
    protected ElementType ExpectFloats(IReadOnlyList<TensorType> operands)
    {
        var element = operands[0].Element;
        return element.IsFloat() && operands.All(o => o.Element == element)
            ? element
            : throw Refusal($"is not defined for {string.Join(", ", operands.Select(o => o.Element.Keyword()))}");
    }
}
