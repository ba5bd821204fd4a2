using Sprache;
using static Modelwright.Compiler.Syntax.Parsing.Combinators;

namespace Modelwright.Compiler.Syntax.Parsing;

/// <summary>What stands in a body.</summary>
internal static class StatementGrammar
{
    private static readonly Parser<Expression> Value = ExpressionGrammar.Expression.OrMissing(Recovery.ToStatement, Recovery.GoesOn);

    private static readonly Parser<PathSyntax?> As = Behind(TokenKind.As, PathGrammar.Path);

    private static readonly Parser<IReadOnlyList<Binder>?> Binders =
        Optional(TokenKind.OpenBracket, ExpressionGrammar.Binders);

    private static readonly Parser<MemberStatement> Member =
        (from keyword in Any
         from name in DottedName
         from path in As
         from colon in Token(TokenKind.Colon, "':' and a type")
         from type in TypeGrammar.Type
         from value in Behind(TokenKind.Assign, Value)
         select new MemberStatement(
             default, Keywords.Members[keyword.Text], name, path, type, value, keyword.Documentation)).Spanned();

    private static readonly Parser<StreamStatement> Stream =
        (from keyword in Any
         from axis in NameOf("the name of an axis")
         select new StreamStatement(default, axis)).Spanned();

    private static readonly Parser<RequireStatement> Require =
        (from keyword in Any
         from condition in Value
         from message in Behind(TokenKind.Comma, AtomGrammar.Text)
         select new RequireStatement(default, condition, message)).Spanned();

    private static readonly Parser<Token> Becomes = Token(TokenKind.Assign, "'='");

    private static readonly Parser<AssignStatement> Assign =
        (from name in Name
         from binders in Binders
         from sign in Token(token => Keywords.IsAssignment(token.Kind), "'=' or another assignment")
         from value in Value
         select new AssignStatement(default, name, binders, Operator(sign.Kind), sign.Span, value)).Spanned();

    private static readonly Parser<ForStatement> For =
        (from keyword in Token(TokenKind.For, "'for'")
         from variable in Name
         from @in in Token(TokenKind.In, "'in'")
         from start in ExpressionGrammar.Bound
         from end in Behind(TokenKind.DotDot, ExpressionGrammar.Bound)
         from path in As
         from body in (Parser<BlockSyntax>)BodyGrammar.Body
         select new ForStatement(default, variable, start, end, path, body)).Spanned();

    private static readonly Parser<BlockSyntax> Else = When(
        input => input.Kind == TokenKind.If,
        from branch in Later(() => If).Nested()
        select new BlockSyntax(branch.Span, [branch]),
        BodyGrammar.Body);

    private static readonly Parser<IfStatement> If =
        (from keyword in Token(TokenKind.If, "'if'")
         from condition in ExpressionGrammar.Expression
         from then in (Parser<BlockSyntax>)BodyGrammar.Body
         from otherwise in Behind(TokenKind.Else, Else)
         select new IfStatement(default, condition, then, otherwise)).Spanned();

    private static readonly Parser<ReturnStatement> Return =
        (from keyword in Token(TokenKind.Return, "'return'")
         from value in Value
         select new ReturnStatement(default, value)).Spanned();

    private static readonly Dictionary<TokenKind, Parser<Statement>> ByKeyword = new()
    {
        [TokenKind.Let] = Binding(BindingKind.Let),
        [TokenKind.Var] = Binding(BindingKind.Var),
        [TokenKind.Const] = Binding(BindingKind.Const),
        [TokenKind.For] = For,
        [TokenKind.If] = If,
        [TokenKind.Return] = Return,
    };

    /// <summary>One statement.</summary>
    public static readonly Parser<Statement> Statement = input => Select(input.At())(input);

    private static Parser<Statement> Binding(BindingKind kind) =>
        (from word in Any
         from statement in When(input => input.Kind == TokenKind.OpenParenthesis, Unpacking(kind), Naming(kind))
         select statement).Spanned();

    private static Parser<Statement> Unpacking(BindingKind kind) =>
        from names in Name.Enclosed(TokenKind.OpenParenthesis)
        from sign in Becomes
        from value in Value
        select new UnpackStatement(default, kind, names, value);

    private static Parser<Statement> Naming(BindingKind kind) =>
        from name in Name
        from binders in Binders
        from sign in Becomes
        from value in Value
        select new LetStatement(default, kind, name, binders, value);

    private static Parser<Statement> Select(TokenInput at)
    {
        if (ByKeyword.TryGetValue(at.Kind, out var statement))
            return statement;
        if (at.Kind != TokenKind.Name)
            return NotAStatement;
        if (Keywords.BeginsAssignment(at))
            return Assign;
        return at.Token.Text switch
        {
            "stream" => Stream,
            "require" => Require,
            var word when Keywords.Members.ContainsKey(word) => Member,
            _ when ContinuesALine(at) || at.Next.Kind == TokenKind.Name || IsMisspelt(at) => NotAStatement,
            _ => Assign,
        };
    }

    /// <summary>Whether a word before something that is no assignment was meant as a keyword: <c>retrun 2 * x</c>.</summary>
    private static bool IsMisspelt(TokenInput at) =>
        at.Next.Kind is TokenKind.Number or TokenKind.String or TokenKind.Minus or TokenKind.OpenBracket
        && Spelling.Closest(at.Token.Text, Keywords.OfStatements) is not null;

    private static bool ContinuesALine(TokenInput at) =>
        !at.Token.StartsLine && at.Previous is { Kind: not (TokenKind.OpenBrace or TokenKind.CloseBrace) };

    private static IResult<Statement> NotAStatement(IInput input)
    {
        var at = input.At();
        if (at.Kind is TokenKind.CloseParenthesis or TokenKind.CloseBracket && at.Partner is null)
            return input.Fail<Statement>(Diagnostics.UnpairedBracket, $"this {at.Token.Describe()} closes nothing");
        if (ContinuesALine(at))
            return input.FailExpecting<Statement>("an operator or a new statement");
        return at.Kind == TokenKind.Name
            ? input.UnknownKeyword(Keywords.OfStatements, Select)
            : input.FailExpecting<Statement>(at.Kind == TokenKind.OpenParenthesis ? "a statement ('let (a, b) = …' unpacks)" : "a statement");
    }

    private static BinaryOperator? Operator(TokenKind assignment) => assignment switch
    {
        TokenKind.AddAssign => BinaryOperator.Add,
        TokenKind.SubtractAssign => BinaryOperator.Subtract,
        TokenKind.MultiplyAssign => BinaryOperator.Multiply,
        TokenKind.DivideAssign => BinaryOperator.Divide,
        _ => null,
    };
}
