using Modelwright.Compiler.Graph;

namespace Modelwright.Compiler.Lowering;

/// <summary>Linear recurrent layers, with gates or without.</summary>
internal sealed class LinearWriter(ModelGraph program, LoweringTarget target) : StackWriter(program)
{
    private const string Recurrence = """

        /// A linear recurrent layer: s ← A s + B x + b.
        recurrence LinearRnn(x: float[T, D], size: int) over T -> float[T, size] {
            param A     : float[size, size]
            param B     : float[size, D]
            param b     : float[size]
            param start : float[size]
            state s : float[size] = start
            s = s @ transpose(A) + x @ transpose(B) + b
            return s
        }

        """;

    private const string Gate = """

        /// Two affine maps of x, one times the other.
        block Gate(x: float[T, D], size: int) -> float[T, size] {
            return (Linear(x, size, bias: true) as left) * (Linear(x, size, bias: true) as right)
        }

        """;

    /// <inheritdoc/>
    protected override LoweringTarget Target => target;

    /// <inheritdoc/>
    protected override string Blocks(bool hasGates, bool hasStates) => (hasStates ? Recurrence : "") + (hasGates ? Gate : "");

    /// <inheritdoc/>
    protected override IReadOnlyList<Affine> WriteStates(StateLayer layer, string path)
    {
        Line($"{Hidden} = LinearRnn({Hidden}, {Text(layer.Size)}) as {path}");
        Store(path + ".A", layer.Matrix);
        Store(path + ".B", layer.Input.Weight);
        Store(path + ".b", [layer.Size], layer.Input.Bias);
        Store(path + ".start", [layer.Size], layer.Start);
        return Same(layer.Size);
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<Affine> WriteGates(GateLayer layer, string path)
    {
        Line($"{Hidden} = Gate({Hidden}, {Text(layer.Left.Size)}) as {path}");
        Store(path + ".left", layer.Left);
        Store(path + ".right", layer.Right);
        return Same(layer.Left.Size);
    }
}
