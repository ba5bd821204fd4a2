using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding.Names;

/// <summary>A name that a body declares.</summary>
/// <param name="Name">The name, where it is declared.</param>
/// <param name="KnownFrom">Where its declaration ends.</param>
/// <param name="IsAxis">Whether it is an axis of index notation.</param>
internal sealed record LocalName(Identifier Name, int KnownFrom, bool IsAxis = false);

/// <summary>Every name that a body declares anywhere, to explain why one of them is not known where it is read.</summary>
internal static class LocalNames
{
    /// <summary>The names in order.</summary>
    public static IEnumerable<LocalName> Of(BlockSyntax block) => block.Statements.SelectMany(Of);

    private static IEnumerable<LocalName> Of(Statement statement) => statement switch
    {
        MemberStatement member => [new(member.Name, member.Span.End), .. In(member.Value)],
        LetStatement let => [new(let.Name, let.Span.End), .. Axes(let.Binders), .. In(let.Value)],
        UnpackStatement unpack => unpack.Names.Select(n => new LocalName(n, unpack.Span.End)),
        AssignStatement assign => [.. Axes(assign.Binders), .. In(assign.Value)],
        ForStatement loop => [new(loop.Variable, loop.Variable.Span.End), .. Of(loop.Body)],
        IfStatement branch => [.. Of(branch.Then), .. branch.Else is null ? [] : Of(branch.Else)],
        ReturnStatement result => In(result.Value),
        _ => [],
    };

    private static IEnumerable<LocalName> In(SyntaxNode? node) => node switch
    {
        null => [],
        IndexLambda lambda => [.. Axes(lambda.Binders), .. In(lambda.Value)],
        _ => SyntaxChildren.Of(node).SelectMany(In),
    };

    private static IEnumerable<LocalName> Axes(IReadOnlyList<Binder>? binders) =>
        (binders ?? []).Where(b => b.Name is not null).Select(b => new LocalName(b.Name!, b.Span.End, IsAxis: true));
}
