using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Emit.CSharp.Text;

/// <summary>How tightly a C# expression binds; parentheses are written only where they are needed.</summary>
internal enum Precedence
{
    /// <summary><c>c ? a : b</c></summary>
    Conditional,

    /// <summary><c>a &amp;&amp; b</c>, <c>a || b</c>, <c>a &lt; b</c>, <c>a == b</c>; never mixed without parentheses.</summary>
    Logical,

    /// <summary><c>a + b</c></summary>
    Additive,

    /// <summary><c>a * b</c></summary>
    Multiplicative,

    /// <summary><c>-a</c>, <c>!a</c>, <c>(float)a</c></summary>
    Unary,

    /// <summary>A name, a number, a call.</summary>
    Primary,
}

/// <summary>A piece of C#.</summary>
internal readonly record struct Expression(string Text, Precedence Precedence = Precedence.Primary)
{
    /// <summary>The text, in parentheses if it binds less tightly.</summary>
    public string Within(Precedence least) => Precedence < least ? $"({Text})" : Text;

    /// <summary>An infix operator between two expressions.</summary>
    public static Expression Infix(Expression a, string sign, Expression b, Precedence precedence) =>
        new($"{a.Within(precedence == Precedence.Logical ? precedence + 1 : precedence)} {sign} {b.Within(precedence + 1)}", precedence);

    /// <summary>A template of an operator such as <c>{0} * {1}</c>, with its operands.</summary>
    public static Expression Of(PointwiseOperator op, string template, IReadOnlyList<Expression> operands)
    {
        switch (op)
        {
            case Add or Sub:
                return Infix(operands[0], op is Add ? "+" : "-", operands[1], Precedence.Additive);
            case Mul or Div:
                return Infix(operands[0], op is Mul ? "*" : "/", operands[1], Precedence.Multiplicative);
            case Neg:
                return new("-" + operands[0].Within(Precedence.Primary), Precedence.Unary);
            default:
                for (var i = 0; i < operands.Count; i++)
                    template = template.Replace("{" + (char)('0' + i) + "}", operands[i].Text);
                return new(template, template == operands[0].Text ? operands[0].Precedence : Precedence.Primary);
        }
    }
}
