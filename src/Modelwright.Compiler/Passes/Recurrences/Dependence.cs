using Modelwright.Compiler.Graph;

namespace Modelwright.Compiler.Passes.Recurrences;

/// <summary>Why a value of a step is no longer affine in a state, or its coefficient no longer the same in every step.</summary>
internal enum BreakKind
{
    /// <summary>Two values that depend on states are multiplied.</summary>
    Product,

    /// <summary>A state is multiplied by something that is a function of it.</summary>
    OwnCoefficient,

    /// <summary>Something is divided by a state.</summary>
    Divisor,

    /// <summary>A state decides what is chosen or where it is read.</summary>
    Choice,

    /// <summary>A function that is not linear is applied.</summary>
    Function,

    /// <summary>A state is multiplied by what differs from step to step.</summary>
    Varying,
}

/// <summary>The place where a property ends.</summary>
/// <param name="Kind">How.</param>
/// <param name="Node">The node at which it does.</param>
/// <param name="Term">The operand that is to blame, or the node's result.</param>
/// <param name="Callers">The nodes that call the node's function, innermost first; none for one of the step.</param>
/// <param name="States">The states that the operands depend on.</param>
internal sealed record Break(BreakKind Kind, Node Node, Value Term, IReadOnlyList<Node> Callers, IReadOnlyList<int> States);

/// <summary>What a value of a step depends on.</summary>
/// <param name="Varies">Whether it may differ from step to step.</param>
/// <param name="States">The states it depends on, in order.</param>
/// <param name="NonLinear">Where it stopped being affine in them, or null.</param>
/// <param name="Varying">Where a state first got a coefficient that differs from step to step, or null.</param>
internal sealed record Dependence(bool Varies, EquatableList<int> States, Break? NonLinear = null, Break? Varying = null)
{
    /// <summary>What is the same in every step.</summary>
    public static Dependence None { get; } = new(false, EquatableList<int>.Empty);

    /// <summary>What differs from step to step, but depends on none of the states.</summary>
    public static Dependence Step { get; } = new(true, EquatableList<int>.Empty);

    /// <summary>A state itself.</summary>
    public static Dependence Of(int state) => new(true, new EquatableList<int>([state]));

    /// <summary>Whether it depends on no state.</summary>
    public bool IsFree => States.Count == 0;
}
