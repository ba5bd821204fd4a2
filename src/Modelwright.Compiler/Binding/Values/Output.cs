using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding.Values;

/// <summary>An output of a model.</summary>
/// <param name="syntax">Its declaration.</param>
/// <param name="name">Its name, after the path of the loops that it is declared in: <c>layers.0.final_h</c>.</param>
internal sealed class Output(MemberStatement syntax, string name)
{
    public MemberStatement Syntax { get; } = syntax;

    public string Name { get; } = name;

    /// <summary>What is put out; where it is computed in a loop, the loop hands it on.</summary>
    public BoundValue Value { get; set; } = ErrorValue.Instance;
}
