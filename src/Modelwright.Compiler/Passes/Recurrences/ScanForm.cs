using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Passes.Scans;

namespace Modelwright.Compiler.Passes.Recurrences;

/// <summary>What a state of a step becomes outside of the scan: an operator, whose operands are put together in a step.</summary>
internal abstract class ScanForm
{
    /// <summary>Nodes that the step does not have, which put the operands together.</summary>
    public StepNodes Nodes { get; } = new();

    /// <summary>The operands, as values of a step.</summary>
    public abstract IReadOnlyList<Value> Operands { get; }

    /// <summary>The values that the rest of the step reads in its place.</summary>
    public abstract IReadOnlyList<Value> Read { get; }

    /// <summary>Adds the operator behind its lifted operands; gives the state after the last step, and the read values with the axis of the steps.</summary>
    /// <param name="to">Where it is added.</param>
    /// <param name="scan">The scan.</param>
    /// <param name="state">The state's number.</param>
    /// <param name="start">The state's start.</param>
    /// <param name="lifting">Has what the operands are for all steps.</param>
    public abstract (Value State, IReadOnlyList<Lifted> Read) Emit(Rewriter to, Scan scan, int state, Value start, Lifting lifting);
}
