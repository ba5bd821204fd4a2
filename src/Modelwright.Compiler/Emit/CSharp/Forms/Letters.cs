using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Passes;

namespace Modelwright.Compiler.Emit.CSharp.Forms;

/// <summary>The letters of an einsum by what they do.</summary>
internal sealed record Letters(string Left, string Right, string Output)
{
    /// <summary>In both operands and the result.</summary>
    public string Batch => Pick(Output, c => Left.Contains(c) && Right.Contains(c));

    /// <summary>In both operands alone, in the order of the left one.</summary>
    public string Summed => Pick(Left, c => Right.Contains(c) && !Output.Contains(c));

    /// <summary>In the left operand and the result, in the order of the left one.</summary>
    public string Rows => Pick(Left, c => !Right.Contains(c) && Output.Contains(c));

    /// <summary>In the right operand and the result, in the order of the right one.</summary>
    public string Columns => Pick(Right, c => !Left.Contains(c) && Output.Contains(c));

    /// <summary>In one operand and nowhere else.</summary>
    public string Lonely => Pick(Left + Right, c => !Output.Contains(c) && Left.Contains(c) != Right.Contains(c));

    /// <summary>The same with the operands exchanged.</summary>
    public Letters Swapped => new(Right, Left, Output);

    /// <summary>The letters of an einsum.</summary>
    public static Letters Of(Einsum einsum) => new(einsum.Left, einsum.Right, einsum.Output);

    /// <summary>The operator.</summary>
    public Einsum ToEinsum() => new($"{Left},{Right}->{Output}");

    /// <summary>Sums each operand over the letters that it alone has.</summary>
    public Letters Without(Rewriter to, ref Value left, ref Value right)
    {
        var lonely = Lonely;
        return new Letters(Sum(to, ref left, Left, lonely), Sum(to, ref right, Right, lonely), Output);
    }

    private static string Sum(Rewriter to, ref Value operand, string own, string lonely)
    {
        for (var axis = own.Length - 1; axis >= 0; axis--)
        {
            if (lonely.Contains(own[axis]))
            {
                operand = to.Add(new Reduce(ReduceKind.Sum, axis), operand);
                own = own.Remove(axis, 1);
            }
        }

        return own;
    }

    private static string Pick(string letters, Func<char, bool> which) => new(letters.Where(which).ToArray());
}
