namespace Modelwright.Compiler.Syntax.Parsing;

/// <summary>Whoever reads the tree recurses over it, so an expression's tree may only be so tall.</summary>
internal static class TreeHeight
{
    private const int Tallest = 500;

    /// <summary>What is said about a tree that is too tall.</summary>
    public static readonly string TooTall = FormattableString.Invariant(
        $"this expression applies more than {Tallest} operations to each other's results; put parts of it into names");

    /// <summary>Whether an expression of so many tokens has a tree taller than allowed.</summary>
    public static bool IsTooTall(Expression expression, int tokens)
    {
        // Every level of the tree costs a token at least.
        if (tokens <= Tallest)
            return false;
        var open = new Stack<(SyntaxNode Node, int Height)>();
        open.Push((expression, 1));
        while (open.Count > 0)
        {
            var (node, height) = open.Pop();
            if (height > Tallest)
                return true;
            foreach (var child in SyntaxChildren.Of(node))
                open.Push((child, height + 1));
        }

        return false;
    }
}
