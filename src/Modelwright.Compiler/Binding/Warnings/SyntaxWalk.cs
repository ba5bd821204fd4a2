using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding.Warnings;

/// <summary>Everything that stands in a declaration, for checks that don't care where.</summary>
internal static class SyntaxWalk
{
    /// <summary>The statements of a block and of the blocks in it.</summary>
    public static IEnumerable<Statement> Statements(BlockSyntax? block) => block is null ? [] : block.Statements.SelectMany(s => (IEnumerable<Statement>)(s switch
    {
        ForStatement loop => [s, .. Statements(loop.Body)],
        IfStatement branch => [s, .. Statements(branch.Then), .. Statements(branch.Else)],
        _ => [s],
    }));

    /// <summary>The expressions that a statement has itself, without those of statements in it.</summary>
    public static IEnumerable<Expression> Own(Statement statement) => Present(statement switch
    {
        MemberStatement member => [member.Value, .. Extents(member.Type), .. Indices(member.As)],
        RequireStatement require => [require.Condition],
        LetStatement let => [let.Value, .. Extents(let.Binders)],
        UnpackStatement unpack => [unpack.Value],
        AssignStatement assign => [assign.Value, .. Extents(assign.Binders)],
        ForStatement loop => [loop.Start, loop.End, .. Indices(loop.As)],
        IfStatement branch => [branch.Condition],
        ReturnStatement result => [result.Value],
        _ => [],
    });

    /// <summary>The extents of a type.</summary>
    public static IEnumerable<Expression?> Extents(TypeSyntax type) => type switch
    {
        DataTypeSyntax { Dimensions: { } dimensions } => dimensions.Select(d => d.Extent),
        ListTypeSyntax list => Extents(list.Item),
        FunctionTypeSyntax function => Extents(function.Argument).Concat(Extents(function.Result)),
        _ => [],
    };

    /// <summary>A node and every expression in it.</summary>
    public static IEnumerable<SyntaxNode> Within(SyntaxNode node)
    {
        yield return node;
        foreach (var inner in SyntaxChildren.Of(node).SelectMany(Within))
            yield return inner;
    }

    /// <summary>The names that an expression reads; <c>heads:</c> reads <c>heads</c>.</summary>
    public static IEnumerable<string> Reads(SyntaxNode node) => Within(node).SelectMany(n => (IEnumerable<string>)(n switch
    {
        NameExpression name => [name.Name],
        CallExpression call => call.Arguments.Where(a => a is { Value: null, Name: not null }).Select(a => a.Name!.Text),
        _ => [],
    }));

    private static IEnumerable<Expression?> Extents(IReadOnlyList<Binder>? binders) => (binders ?? []).Select(b => b.Extent);

    private static IEnumerable<Expression?> Indices(PathSyntax? path) => path is null ? [] : path.Parts.Select(p => p.Index);

    private static IEnumerable<Expression> Present(IEnumerable<Expression?> expressions) => expressions.Where(e => e is not null)!;
}
