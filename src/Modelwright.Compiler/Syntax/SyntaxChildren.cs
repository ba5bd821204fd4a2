namespace Modelwright.Compiler.Syntax;

/// <summary>The expressions directly inside an expression.</summary>
internal static class SyntaxChildren
{
    public static IEnumerable<SyntaxNode> Of(SyntaxNode node) => node switch
    {
        MemberExpression member => [member.Target],
        IndexExpression index => Present([index.Target, .. index.Items.SelectMany(Parts), index.Domain]),
        CallExpression call => Present([call.Callee, .. call.Arguments.Select(a => a.Value), .. Indices(call.As)]),
        UnaryExpression unary => [unary.Operand],
        BinaryExpression binary => [binary.Left, binary.Right],
        ComparisonChain chain => chain.Operands,
        ConditionalExpression conditional => [conditional.Condition, conditional.Then, conditional.Else],
        PipeExpression pipe => [pipe.Value, pipe.Call],
        IndexLambda lambda => Present([.. lambda.Binders.Select(b => b.Extent), lambda.Value]),
        FunctionLambda lambda => [lambda.Value],
        TupleExpression tuple => tuple.Items,
        ListExpression list => list.Items,
        _ => [],
    };

    private static IEnumerable<Expression?> Parts(IndexItem item) => [item.Start, item.End, item.Extent];

    private static IEnumerable<Expression?> Indices(PathSyntax? path) =>
        path is null ? [] : path.Parts.Select(part => part.Index);

    private static IEnumerable<SyntaxNode> Present(IEnumerable<Expression?> nodes) => nodes.Where(n => n is not null)!;
}
