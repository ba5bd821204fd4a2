namespace Modelwright.Compiler.Lowering;

/// <summary>The architectures that a program is compiled into the weights of.</summary>
public enum LoweringTarget
{
    /// <summary>Layers s ← A s + B x + b, each read by perceptrons with rectifiers.</summary>
    LinearRnn,

    /// <summary>The same with layers that multiply two affine maps: gates.</summary>
    GatedLinearRnn,

    /// <summary>Layers h ← relu(W x + b + W' h + b'), with perceptrons between: a number that may be negative is a difference of two.</summary>
    ReluRnn,

    /// <summary>Long short-term memory with perceptrons between, its gates saturated and its cells in the linear part of tanh.</summary>
    Lstm,

    /// <summary>Gated recurrent units with perceptrons between, likewise.</summary>
    Gru,
}

/// <summary>What targets are called.</summary>
public static class LoweringTargetNames
{
    private static readonly string[] Names = ["linear-rnn", "gated-linear-rnn", "relu-rnn", "lstm", "gru"];

    /// <summary>Every name, in the order of the targets.</summary>
    public static IReadOnlyList<string> All => Names;

    /// <summary>A target's name.</summary>
    public static string Word(this LoweringTarget target) => Names[(int)target];

    /// <summary>The target of a name, or null.</summary>
    public static LoweringTarget? Parse(string name) => Array.IndexOf(Names, name) is >= 0 and var index ? (LoweringTarget)index : null;
}
