namespace Modelwright.Compiler.Graph;

/// <summary>An operator that runs a function of the graph as an instance: a call, or a scan that calls it at every step.</summary>
/// <param name="Callee">The function.</param>
/// <param name="Path">
/// The instance's path such as <c>layers.3</c>: the callee's parameter <c>p</c> is this function's <c>layers.3.p</c>, and so
/// for its states. An empty path adds nothing.
/// </param>
public abstract record Invocation(Function Callee, string Path) : Operator
{
    /// <summary>The path of the callee's states: the instance's, unless that belongs to another call of it.</summary>
    public virtual string StatePath => Path;

    /// <summary>How many operands stand before those that are the callee's arguments.</summary>
    public virtual int Leading => 0;

    /// <summary>What the callee's nodes take together.</summary>
    protected Dim CalleeFlops() => Callee.Nodes.Aggregate(
        Dim.Zero, (sum, node) => sum + node.Operator.Flops(node.Inputs.Select(v => v.Type).ToList()));

    /// <summary>How often one evaluation runs the callee.</summary>
    public virtual Dim Times => Dim.One;

    /// <summary>What one evaluation takes at most, given what the callee does.</summary>
    public virtual Dim FlopsFrom(Dim callee, IReadOnlyList<TensorType> operands) => Times * callee;

    /// <inheritdoc/>
    public override Dim Flops(IReadOnlyList<TensorType> operands) => FlopsFrom(CalleeFlops(), operands);

    /// <summary>Refuses an operand that is not what the callee takes.</summary>
    protected void ExpectArgument(TensorType operand, Value argument)
    {
        if (!operand.Equals(argument.Type))
            throw Refusal($"{Callee.Name} takes {argument.Type} as '{((Operators.Argument)argument.Producer.Operator).Label}', not {operand}");
    }
}
