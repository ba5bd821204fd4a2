namespace Modelwright.Compiler.Lowering;

/// <summary>What is computed in a step that no affine map gives.</summary>
/// <param name="Id">Its place among the program's atoms; what it is made of stands before it.</param>
/// <param name="Origin">Where it is written, if known.</param>
internal abstract record Atom(int Id, Place? Origin)
{
    /// <summary>What it reads in the same step.</summary>
    public virtual IEnumerable<Affine> Operands => [];
}

/// <summary>One channel of an input.</summary>
/// <param name="Channel">Its index among the channels of all inputs.</param>
/// <param name="IsInteger">Whether the input holds integers.</param>
internal sealed record InputAtom(int Id, int Channel, string Input, bool IsInteger) : Atom(Id, null);

/// <summary>max(Argument, 0).</summary>
internal sealed record RectifierAtom(int Id, Affine Argument, Place? Origin) : Atom(Id, Origin)
{
    /// <inheritdoc/>
    public override IEnumerable<Affine> Operands => [Argument];
}

/// <summary>Left times Right, neither of which is constant.</summary>
internal sealed record ProductAtom(int Id, Affine Left, Affine Right, Place? Origin) : Atom(Id, Origin)
{
    /// <inheritdoc/>
    public override IEnumerable<Affine> Operands => [Left, Right];
}

/// <summary>A component of a state before the step.</summary>
internal sealed record BeforeAtom(int Id, int Component) : Atom(Id, null);

/// <summary>A component of a state after the step.</summary>
internal sealed record AfterAtom(int Id, int Component) : Atom(Id, null);

/// <summary>One number that is kept from step to step.</summary>
/// <param name="Index">Its place among the program's components.</param>
/// <param name="Path">The state's path.</param>
/// <param name="Start">What it is before the first step.</param>
/// <param name="Before">The atom that stands for it before the step.</param>
internal sealed record Component(int Index, string Path, double Start, int Before)
{
    /// <summary>What it becomes, of this step's atoms and of components before the step.</summary>
    public Affine Next { get; set; } = Affine.Zero;

    /// <summary>The atom that stands for it after the step, where something reads that.</summary>
    public int? After { get; set; }

    /// <summary>Where its update is written, if known.</summary>
    public Place? Origin { get; set; }
}
