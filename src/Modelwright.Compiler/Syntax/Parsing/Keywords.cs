namespace Modelwright.Compiler.Syntax.Parsing;

/// <summary>Words that are keywords only where they stand before something that a plain name never stands before.</summary>
internal static class Keywords
{
    /// <summary>Words that begin a callable.</summary>
    public static readonly IReadOnlyDictionary<string, CallableKind> Callables = new Dictionary<string, CallableKind>
    {
        ["model"] = CallableKind.Model,
        ["block"] = CallableKind.Block,
        ["op"] = CallableKind.Op,
        ["recurrence"] = CallableKind.Recurrence,
    };

    /// <summary>Words that begin a mapping of path patterns.</summary>
    public static readonly IReadOnlyList<string> Mappings = ["quantize", "checkpoint"];

    /// <summary>Words that begin a member of a body.</summary>
    public static readonly IReadOnlyDictionary<string, MemberKind> Members = new Dictionary<string, MemberKind>
    {
        ["input"] = MemberKind.Input,
        ["output"] = MemberKind.Output,
        ["param"] = MemberKind.Param,
        ["buffer"] = MemberKind.Buffer,
        ["state"] = MemberKind.State,
    };

    /// <summary>Every word that begins a declaration.</summary>
    public static readonly IReadOnlyList<string> OfDeclarations =
        [.. Callables.Keys, .. Mappings, "const", "import", "namespace"];

    /// <summary>Every word that begins a statement.</summary>
    public static readonly IReadOnlyList<string> OfStatements =
        [.. Members.Keys, "stream", "require", "let", "var", "const", "for", "if", "return"];

    /// <summary>Whether a name here is assigned to: <c>x =</c>, <c>S[b, i] +=</c>.</summary>
    public static bool BeginsAssignment(TokenInput input)
    {
        if (input.Kind != TokenKind.Name)
            return false;
        var next = input.Next.Kind == TokenKind.OpenBracket ? input.Next.Partner?.Next : input.Next;
        return next is not null && IsAssignment(next.Kind);
    }

    /// <summary>Whether a statement begins here; a keyword may be misspelt.</summary>
    public static bool BeginsStatement(TokenInput input) => input.Kind switch
    {
        TokenKind.Let or TokenKind.Var or TokenKind.Const or TokenKind.For or TokenKind.If or TokenKind.Return => true,
        TokenKind.Name => BeginsAssignment(input) || IsBeforeAName(input) || BeginsDeclaration(input),
        _ => false,
    };

    /// <summary>Whether a declaration other than a constant begins here.</summary>
    public static bool BeginsDeclaration(TokenInput input) =>
        input.Kind == TokenKind.Name
        && input.Next.Kind switch
        {
            TokenKind.Name => Callables.ContainsKey(input.Token.Text) || Mappings.Contains(input.Token.Text),
            TokenKind.String or TokenKind.OpenBrace => Mappings.Contains(input.Token.Text),
            _ => false,
        };

    /// <summary>
    /// Whether anything that stands outside of all braces begins here; a keyword may be misspelt. Before a stray
    /// <c>}</c> a constant is rather one of the body that should have ended there.
    /// </summary>
    public static bool BeginsTopLevelItem(TokenInput input) =>
        (input.Kind == TokenKind.Const && input.Position > input.State.LastUnpairedBrace)
        || (IsBeforeAName(input) && !OfStatements.Contains(input.Token.Text))
        || BeginsDeclaration(input)
        || (input.Token.Text == "import" && input.Next.Kind == TokenKind.String);

    // Two names in a row never stand in an expression: the first is a keyword or was meant as one.
    private static bool IsBeforeAName(TokenInput input) =>
        input.Kind == TokenKind.Name && input.Next.Kind == TokenKind.Name;

    /// <summary>Whether a sign assigns to what stands before it.</summary>
    public static bool IsAssignment(TokenKind kind) => kind is >= TokenKind.Assign and <= TokenKind.DivideAssign;
}
