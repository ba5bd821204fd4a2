using Sprache;
using static Modelwright.Compiler.Syntax.Parsing.Combinators;

namespace Modelwright.Compiler.Syntax.Parsing;

/// <summary>What stands in a file outside of all braces.</summary>
internal static class DeclarationGrammar
{
    private static readonly Parser<ParameterSyntax> Parameter =
        (from name in NameOf("a parameter")
         from colon in Token(TokenKind.Colon, "':' and a type")
         from type in TypeGrammar.Type
         from value in Behind(TokenKind.Assign, ExpressionGrammar.Expression)
         select new ParameterSyntax(default, name, type, value)).Spanned();

    private static readonly Parser<IReadOnlyList<ParameterSyntax>> Parameters =
        When(
            input => input.Kind == TokenKind.OpenParenthesis,
            Parameter.EnclosedOrEmpty(TokenKind.OpenParenthesis),
            Parse.Return<IReadOnlyList<ParameterSyntax>>([]));

    private static readonly Parser<ResultSyntax> NamedResult =
        (from name in NameOf("the name of a result")
         from colon in Token(TokenKind.Colon, "':' and a type")
         from type in TypeGrammar.Type
         select new ResultSyntax(default, name, type)).Spanned();

    private static readonly Parser<IReadOnlyList<ResultSyntax>> Results = When(
        input => input.Kind == TokenKind.OpenParenthesis,
        NamedResult.Enclosed(TokenKind.OpenParenthesis),
        from type in TypeGrammar.Type
        select (IReadOnlyList<ResultSyntax>)[new ResultSyntax(type.Span, null, type)]);

    private static readonly Parser<RecurrenceAxis> Over =
        (from over in Token(token => token.Text == "over", "'over' and the axis to run along")
         from axis in NameOf("the name of an axis")
         from @class in When(
             input => input.Token.Text == "is",
             from word in Any from name in NameOf("a class of recurrences") select name,
             Parse.Return<Identifier?>(null))
         select new RecurrenceAxis(default, axis, @class)).Spanned();

    private static readonly Parser<CallableDeclaration> Callable =
        (from keyword in Any
         let kind = Keywords.Callables[keyword.Text]
         from name in Name
         from parameters in Parameters
         from over in kind == CallableKind.Recurrence ? Over : Parse.Return<RecurrenceAxis?>(null)
         from results in Behind(TokenKind.Arrow, Results)
         from body in (Parser<BlockSyntax>)BodyGrammar.Body
         select new CallableDeclaration(
             default, name, keyword.Documentation, kind, parameters, results ?? [], body, over)).Spanned();

    private static readonly Parser<ConstantDeclaration> Constant =
        (from keyword in Any
         from name in Name
         from binders in Optional(TokenKind.OpenBracket, ExpressionGrammar.Binders)
         from sign in Token(TokenKind.Assign, "'='")
         from value in ExpressionGrammar.Expression
         select new ConstantDeclaration(default, name, keyword.Documentation, binders, value)).Spanned();

    private static readonly Parser<Identifier> Namespace =
        from keyword in Any
        from name in DottedName
        select name;

    private static readonly Parser<ImportSyntax> Import =
        (from keyword in Any
         from target in Choose<SyntaxNode>(
             "a file's name in quotes", (TokenKind.String, AtomGrammar.Text), (TokenKind.Name, DottedName))
         select target is StringLiteral file
             ? new ImportSyntax(default, file.Text, IsPath: true)
             : new ImportSyntax(default, ((Identifier)target).Text, IsPath: false)).Spanned();

    private static readonly Parser<SyntaxNode> Item = input => Select(input.At())(input);

    /// <summary>A whole file.</summary>
    public static readonly Parser<SourceFile> File =
        from items in Item.Recovering(input => input.AtEnd, Recovery.ToDeclaration)
        from end in Here
        select FileOf(items, end);

    private static SourceFile FileOf(IReadOnlyList<SyntaxNode> items, TokenInput end)
    {
        var state = end.State;
        var name = items.OfType<Identifier>().FirstOrDefault()?.Text;
        var imports = items.OfType<ImportSyntax>().ToList();
        var declarations = items.OfType<Declaration>().ToList();
        foreach (var late in items.Skip(1).OfType<Identifier>())
            state.Report(Diagnostics.WrongPlace, late.Span, "a namespace stands once, before everything else in its file");
        foreach (var late in items.SkipWhile(item => item is not Declaration).OfType<ImportSyntax>())
            state.Report(Diagnostics.WrongPlace, late.Span, "an import stands before the first declaration of its file");
        return new SourceFile(new TextSpan(0, end.Token.Span.End), state.Source, name, imports, declarations)
        {
            LostNames = state.LostNames(),
        };
    }

    private static Parser<SyntaxNode> Select(TokenInput at) => at.Kind switch
    {
        TokenKind.Const => Constant,
        TokenKind.Name when Keywords.Callables.ContainsKey(at.Token.Text) => Callable,
        TokenKind.Name when Keywords.Mappings.Contains(at.Token.Text) => MappingGrammar.Mapping,
        TokenKind.Name when at.Token.Text == "import" => Import,
        TokenKind.Name when at.Token.Text == "namespace" => Namespace,
        _ => NotADeclaration,
    };

    private static IResult<SyntaxNode> NotADeclaration(IInput input)
    {
        var at = input.At();
        if (Signs.IsCloser(at.Kind))
            return input.Fail<SyntaxNode>(Diagnostics.UnpairedBracket, $"this {at.Token.Describe()} closes nothing");
        if (Keywords.OfStatements.Contains(at.Token.Text))
            return input.Fail<SyntaxNode>(
                Diagnostics.WrongPlace, $"'{at.Token.Text}' stands outside of any model, block, op or recurrence");
        return at.Kind == TokenKind.Name && at.Next.Kind == TokenKind.Name
            ? input.UnknownKeyword(Keywords.OfDeclarations, Select)
            : input.FailExpecting<SyntaxNode>("a declaration such as 'model' or 'block'");
    }
}
