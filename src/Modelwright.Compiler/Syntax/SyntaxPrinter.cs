using System.Globalization;
using System.Text;

namespace Modelwright.Compiler.Syntax;

/// <summary>Prints a tree as nested lists, one declaration or statement a line: what the parser understood.</summary>
public static class SyntaxPrinter
{
    private static readonly IReadOnlyDictionary<BinaryOperator, string> Signs = new Dictionary<BinaryOperator, string>
    {
        [BinaryOperator.Or] = "||",
        [BinaryOperator.And] = "&&",
        [BinaryOperator.Less] = "<",
        [BinaryOperator.LessOrEqual] = "<=",
        [BinaryOperator.Greater] = ">",
        [BinaryOperator.GreaterOrEqual] = ">=",
        [BinaryOperator.Equal] = "==",
        [BinaryOperator.NotEqual] = "!=",
        [BinaryOperator.Add] = "+",
        [BinaryOperator.Subtract] = "-",
        [BinaryOperator.Multiply] = "*",
        [BinaryOperator.Divide] = "/",
        [BinaryOperator.Modulo] = "%",
        [BinaryOperator.MatMul] = "@",
        [BinaryOperator.Power] = "^",
    };

    /// <summary>A whole file.</summary>
    public static string Print(SourceFile file) => FreshStack.Run(() => PrintHere(file));

    private static string PrintHere(SourceFile file)
    {
        var text = new StringBuilder();
        if (file.Namespace is not null)
            Line(text, 0, $"(namespace {file.Namespace})");
        foreach (var import in file.Imports)
            Line(text, 0, $"(import {(import.IsPath ? Quoted(import.Target) : import.Target)})");
        foreach (var declaration in file.Declarations)
            Print(text, declaration);
        return text.ToString();
    }

    /// <summary>An expression.</summary>
    public static string Print(Expression expression) => expression switch
    {
        NumberLiteral { IsInteger: true } e => e.Integer.ToString(CultureInfo.InvariantCulture),
        NumberLiteral e => e.Value.ToString("R", CultureInfo.InvariantCulture),
        StringLiteral e => Quoted(e.Text),
        BoolLiteral e => e.Value ? "true" : "false",
        NameExpression e => e.Name,
        MemberExpression e => $"(. {Print(e.Target)} {e.Member.Text})",
        IndexExpression e => $"(index {Print(e.Target)} {Join(e.Items, Print)}{Optional(e.Domain, " | ")})",
        CallExpression e => $"(call {Join([Print(e.Callee), .. e.Arguments.Select(Print)], part => part)}{As(e.As)})",
        UnaryExpression e => $"({(e.Operator == UnaryOperator.Negate ? "-" : "!")} {Print(e.Operand)})",
        BinaryExpression e => $"({Signs[e.Operator]} {Print(e.Left)} {Print(e.Right)})",
        ComparisonChain e => $"(chain {Print(e.Operands[0])}{string.Concat(e.Operators.Zip(e.Operands.Skip(1), Compared))})",
        ConditionalExpression e => $"(? {Print(e.Condition)} {Print(e.Then)} {Print(e.Else)})",
        PipeExpression e => $"(|> {Print(e.Value)} {Print(e.Call)})",
        IndexLambda e => $"(=>{Print(e.Binders)} {Print(e.Value)})",
        FunctionLambda e => $"(=> {e.Parameter.Text} {Print(e.Value)})",
        TupleExpression e => $"(tuple {Join(e.Items, Print)})",
        ListExpression e => $"(list{string.Concat(e.Items.Select(item => " " + Print(item)))})",
        _ => "(missing)",
    };

    /// <summary>A type.</summary>
    public static string Print(TypeSyntax type) => type switch
    {
        DataTypeSyntax { Dimensions: null } t => t.Element.Text,
        DataTypeSyntax t => $"{t.Element.Text}[{Join(t.Dimensions, d => d.Extent is null ? "..." : Print(d.Extent))}]",
        ListTypeSyntax t => $"(list {Print(t.Item)})",
        FunctionTypeSyntax t => $"(-> {Print(t.Argument)} {Print(t.Result)})",
        ChoiceTypeSyntax t => $"(choice {Join(t.Choices, Quoted)})",
        _ => "(missing)",
    };

    private static void Print(StringBuilder text, Declaration declaration)
    {
        switch (declaration)
        {
            case CallableDeclaration d:
                var axis = d.Over is null ? "" : " over " + d.Over.Axis.Text;
                var kind = d.Over?.Class is null ? "" : " is " + d.Over.Class.Text;
                Line(text, 0, $"({Word(d.Kind)} {d.Name.Text}{axis}{kind}");
                foreach (var p in d.Parameters)
                    Line(text, 1, $"(parameter {p.Name.Text} {Print(p.Type)}{Optional(p.Default)})");
                foreach (var r in d.Results)
                    Line(text, 1, $"(result {(r.Name is null ? "" : r.Name.Text + " ")}{Print(r.Type)})");
                Print(text, d.Body, 1);
                break;
            case ConstantDeclaration d:
                Line(text, 0, $"(const {d.Name.Text}{Print(d.Binders)} {Print(d.Value)})");
                break;
            case MappingDeclaration d:
                Line(text, 0, $"({d.Keyword} {Quoted(d.Name.Text)}");
                foreach (var entry in d.Entries)
                    Line(text, 1, $"({entry.Pattern} {Print(entry.Format)})");
                Line(text, 0, ")");
                break;
        }
    }

    private static void Print(StringBuilder text, BlockSyntax body, int depth)
    {
        foreach (var statement in body.Statements)
            Print(text, statement, depth);
        Line(text, depth - 1, ")");
    }

    private static void Print(StringBuilder text, Statement statement, int depth)
    {
        switch (statement)
        {
            case ForStatement s:
                Line(text, depth, $"(for {s.Variable.Text} {Print(s.Start)}{Optional(s.End, " .. ")}{As(s.As)}");
                Print(text, s.Body, depth + 1);
                break;
            case IfStatement s:
                Line(text, depth, $"(if {Print(s.Condition)}");
                Print(text, s.Then, depth + 1);
                if (s.Else is null)
                    break;
                Line(text, depth, "(else");
                Print(text, s.Else, depth + 1);
                break;
            default:
                Line(text, depth, $"({Line(statement)})");
                break;
        }
    }

    private static string Line(Statement statement) => statement switch
    {
        MemberStatement s => $"{Word(s.Kind)} {s.Name.Text}{As(s.As)} {Print(s.Type)}{Optional(s.Value)}",
        StreamStatement s => $"stream {s.Axis.Text}",
        RequireStatement s => $"require {Print(s.Condition)}{Optional(s.Message)}",
        LetStatement s => $"{Word(s.Kind)} {s.Name.Text}{Print(s.Binders)} {Print(s.Value)}",
        UnpackStatement s => $"{Word(s.Kind)} ({Join(s.Names, name => name.Text)}) {Print(s.Value)}",
        AssignStatement { Operator: { } op } s => $"{Signs[op]}= {s.Name.Text}{Print(s.Binders)} {Print(s.Value)}",
        AssignStatement s => $"= {s.Name.Text}{Print(s.Binders)} {Print(s.Value)}",
        ReturnStatement s => $"return {Print(s.Value)}",
        _ => "missing",
    };

    private static string Compared(BinaryOperator op, Expression operand) => $" {Signs[op]} {Print(operand)}";

    private static string Print(IndexItem item)
    {
        if (item.IsEllipsis)
            return "...";
        return item.IsRange
            ? $"{Optional(item.Start, "")}..{Optional(item.End, "")}"
            : $"{Optional(item.Start, "")}{Optional(item.Extent, ":")}";
    }

    private static string Print(Argument argument) =>
        (argument.Name is null ? "" : argument.Name.Text + ":") + Optional(argument.Value, "");

    private static string Print(IReadOnlyList<Binder>? binders) => binders is null ? "" : $" [{Join(binders, Print)}]";

    private static string Print(Binder binder) => (binder.Name?.Text ?? "...") + Optional(binder.Extent, ":");

    private static string As(PathSyntax? path) => path is null
        ? ""
        : $" as {(path.Parts.Count == 0 ? "_" : Join(path.Parts, part => part.Name ?? $"[{Print(part.Index!)}]"))}";

    private static string Optional(Expression? expression, string before = " ") =>
        expression is null ? "" : before + Print(expression);

    private static string Quoted(string text) => $"\"{text}\"";

    private static string Word(Enum kind) => kind.ToString().ToLowerInvariant();

    private static string Join<T>(IEnumerable<T> items, Func<T, string> print) => string.Join(" ", items.Select(print));

    private static void Line(StringBuilder text, int depth, string line) =>
        text.Append(' ', 2 * depth).Append(line).Append('\n');
}
