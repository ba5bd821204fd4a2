namespace Modelwright.Compiler.Syntax;

/// <summary>Anything in the tree; its span covers the whole construct.</summary>
public abstract record SyntaxNode(TextSpan Span);

/// <summary>A name where it is written.</summary>
public sealed record Identifier(TextSpan Span, string Text) : SyntaxNode(Span);

/// <summary>A parsed file. <c>Namespace</c> is null where none is declared.</summary>
public sealed record SourceFile(
    TextSpan Span, SourceText Source, string? Namespace, IReadOnlyList<ImportSyntax> Imports, IReadOnlyList<Declaration> Declarations)
    : SyntaxNode(Span)
{
    /// <summary>Every name in text that was left out because of an error; what one of them stands for may have been declared there.</summary>
    public IReadOnlyCollection<string> LostNames { get; init; } = [];
}

/// <summary><c>import "file.model"</c> or <c>import dotted.name</c>.</summary>
public sealed record ImportSyntax(TextSpan Span, string Target, bool IsPath) : SyntaxNode(Span);

// ---------------------------------------------------------------- declarations

/// <summary>A top-level declaration; <c>Documentation</c> is the text of its <c>///</c> lines, or null.</summary>
public abstract record Declaration(TextSpan Span, Identifier Name, string? Documentation) : SyntaxNode(Span);

/// <summary>Which keyword introduced a callable.</summary>
public enum CallableKind
{
    /// <summary><c>model</c></summary>
    Model,

    /// <summary><c>block</c></summary>
    Block,

    /// <summary><c>op</c></summary>
    Op,

    /// <summary><c>recurrence</c></summary>
    Recurrence,
}

/// <summary>A <c>model</c>, <c>block</c>, <c>op</c> or <c>recurrence</c>.</summary>
public sealed record CallableDeclaration(
    TextSpan Span, Identifier Name, string? Documentation, CallableKind Kind, IReadOnlyList<ParameterSyntax> Parameters,
    IReadOnlyList<ResultSyntax> Results, BlockSyntax Body, RecurrenceAxis? Over) : Declaration(Span, Name, Documentation);

/// <summary><c>over T is delta</c>.</summary>
public sealed record RecurrenceAxis(TextSpan Span, Identifier Axis, Identifier? Class) : SyntaxNode(Span);

/// <summary>A formal parameter with its default, if any.</summary>
public sealed record ParameterSyntax(TextSpan Span, Identifier Name, TypeSyntax Type, Expression? Default) : SyntaxNode(Span);

/// <summary>A declared result; a single result has no name.</summary>
public sealed record ResultSyntax(TextSpan Span, Identifier? Name, TypeSyntax Type) : SyntaxNode(Span);

/// <summary><c>const name [i: 2, …] = value</c> at the top of a file.</summary>
public sealed record ConstantDeclaration(
    TextSpan Span, Identifier Name, string? Documentation, IReadOnlyList<Binder>? Binders, Expression Value)
    : Declaration(Span, Name, Documentation);

/// <summary><c>quantize</c> or <c>checkpoint</c>; both map path patterns to a format expression.</summary>
public sealed record MappingDeclaration(
    TextSpan Span, Identifier Name, string? Documentation, string Keyword, IReadOnlyList<MappingEntry> Entries)
    : Declaration(Span, Name, Documentation);

/// <summary><c>layers.*.mlp : int4(group: 32)</c>.</summary>
public sealed record MappingEntry(TextSpan Span, string Pattern, Expression Format) : SyntaxNode(Span);

// ---------------------------------------------------------------- types

/// <summary>A type as written.</summary>
public abstract record TypeSyntax(TextSpan Span) : SyntaxNode(Span);

/// <summary><c>float</c> (build time: <c>Dimensions</c> is null), <c>float[]</c> (a run-time scalar) or <c>float[B, T]</c>.</summary>
public sealed record DataTypeSyntax(TextSpan Span, Identifier Element, IReadOnlyList<Dimension>? Dimensions) : TypeSyntax(Span);

/// <summary>One entry of a shape; <c>Extent</c> is null for <c>...</c>.</summary>
public sealed record Dimension(TextSpan Span, Expression? Extent) : SyntaxNode(Span);

/// <summary><c>list&lt;float[..., D]&gt;</c>.</summary>
public sealed record ListTypeSyntax(TextSpan Span, TypeSyntax Item) : TypeSyntax(Span);

/// <summary><c>float[B, T, D] -> float[B, T, D]</c>.</summary>
public sealed record FunctionTypeSyntax(TextSpan Span, TypeSyntax Argument, TypeSyntax Result) : TypeSyntax(Span);

/// <summary><c>"none" | "headwise"</c>.</summary>
public sealed record ChoiceTypeSyntax(TextSpan Span, IReadOnlyList<string> Choices) : TypeSyntax(Span);

// ---------------------------------------------------------------- statements

/// <summary>A statement.</summary>
public abstract record Statement(TextSpan Span) : SyntaxNode(Span);

/// <summary><c>{ … }</c>.</summary>
public sealed record BlockSyntax(TextSpan Span, IReadOnlyList<Statement> Statements) : SyntaxNode(Span);

/// <summary>Which keyword declared a member of a body.</summary>
public enum MemberKind
{
    /// <summary><c>input</c></summary>
    Input,

    /// <summary><c>output</c></summary>
    Output,

    /// <summary><c>param</c></summary>
    Param,

    /// <summary><c>buffer</c></summary>
    Buffer,

    /// <summary><c>state</c></summary>
    State,
}

/// <summary><c>param offset as bias : float[size] = 0</c>. A dotted name is joined with dots.</summary>
public sealed record MemberStatement(
    TextSpan Span, MemberKind Kind, Identifier Name, PathSyntax? As, TypeSyntax Type, Expression? Value, string? Documentation)
    : Statement(Span);

/// <summary><c>stream T</c>.</summary>
public sealed record StreamStatement(TextSpan Span, Identifier Axis) : Statement(Span);

/// <summary><c>require condition, "message {value}"</c>.</summary>
public sealed record RequireStatement(TextSpan Span, Expression Condition, StringLiteral? Message) : Statement(Span);

/// <summary>Which keyword bound a name.</summary>
public enum BindingKind
{
    /// <summary><c>let</c></summary>
    Let,

    /// <summary><c>var</c></summary>
    Var,

    /// <summary><c>const</c></summary>
    Const,
}

/// <summary><c>let y[..., o] = value</c>; <c>Binders</c> is null where none are written.</summary>
public sealed record LetStatement(
    TextSpan Span, BindingKind Kind, Identifier Name, IReadOnlyList<Binder>? Binders, Expression Value) : Statement(Span);

/// <summary><c>let (u, mix) = value</c>.</summary>
public sealed record UnpackStatement(TextSpan Span, BindingKind Kind, IReadOnlyList<Identifier> Names, Expression Value) : Statement(Span);

/// <summary><c>x += value</c>, <c>S[b, i] *= value</c>. <c>Operator</c> is null for <c>=</c>; <c>OperatorSpan</c> is where either stands.</summary>
public sealed record AssignStatement(
    TextSpan Span, Identifier Name, IReadOnlyList<Binder>? Binders, BinaryOperator? Operator, TextSpan OperatorSpan, Expression Value)
    : Statement(Span);

/// <summary><c>for i in 0..depth as layers { … }</c>; <c>End</c> is null where <c>Start</c> is a list.</summary>
public sealed record ForStatement(
    TextSpan Span, Identifier Variable, Expression Start, Expression? End, PathSyntax? As, BlockSyntax Body) : Statement(Span);

/// <summary><c>if c { … } else { … }</c>; an <c>else if</c> is an <c>Else</c> of one statement.</summary>
public sealed record IfStatement(TextSpan Span, Expression Condition, BlockSyntax Then, BlockSyntax? Else) : Statement(Span);

/// <summary><c>return value</c>.</summary>
public sealed record ReturnStatement(TextSpan Span, Expression Value) : Statement(Span);

// ---------------------------------------------------------------- expressions

/// <summary>An expression.</summary>
public abstract record Expression(TextSpan Span) : SyntaxNode(Span);

/// <summary>A number; <c>IsInteger</c> where it is written without point and exponent.</summary>
public sealed record NumberLiteral(TextSpan Span, double Value, long Integer, bool IsInteger) : Expression(Span);

/// <summary>A string without its quotes.</summary>
public sealed record StringLiteral(TextSpan Span, string Text) : Expression(Span);

/// <summary><c>true</c> or <c>false</c>.</summary>
public sealed record BoolLiteral(TextSpan Span, bool Value) : Expression(Span);

/// <summary>A bare name.</summary>
public sealed record NameExpression(TextSpan Span, string Name) : Expression(Span);

/// <summary><c>instance.name</c>.</summary>
public sealed record MemberExpression(TextSpan Span, Expression Target, Identifier Member) : Expression(Span);

/// <summary><c>x[b, t, ...]</c>; <c>Domain</c> is what stands behind <c>|</c>.</summary>
public sealed record IndexExpression(TextSpan Span, Expression Target, IReadOnlyList<IndexItem> Items, Expression? Domain) : Expression(Span);

/// <summary>
/// One item of an index: <c>...</c> (<c>IsEllipsis</c>), an expression (<c>Start</c>), a range <c>a..b</c> (<c>IsRange</c>),
/// or, in a reduction, an axis with its extent <c>j: n</c> (<c>Extent</c>).
/// </summary>
public sealed record IndexItem(TextSpan Span, bool IsEllipsis, Expression? Start, bool IsRange, Expression? End, Expression? Extent) : SyntaxNode(Span);

/// <summary><c>callee(arguments) as path</c>.</summary>
public sealed record CallExpression(TextSpan Span, Expression Callee, IReadOnlyList<Argument> Arguments, PathSyntax? As) : Expression(Span);

/// <summary>An argument; <c>heads:</c> has a name and no value.</summary>
public sealed record Argument(TextSpan Span, Identifier? Name, Expression? Value) : SyntaxNode(Span);

/// <summary>Prefix operators.</summary>
public enum UnaryOperator
{
    /// <summary><c>-</c></summary>
    Negate,

    /// <summary><c>!</c></summary>
    Not,
}

/// <summary>Infix operators.</summary>
public enum BinaryOperator
{
#pragma warning disable CS1591 // the names say it
    Or, And, Less, LessOrEqual, Greater, GreaterOrEqual, Equal, NotEqual, Add, Subtract, Multiply, Divide, Modulo, MatMul, Power,
#pragma warning restore CS1591
}

/// <summary><c>-x</c>, <c>!x</c>.</summary>
public sealed record UnaryExpression(TextSpan Span, UnaryOperator Operator, Expression Operand) : Expression(Span);

/// <summary><c>a + b</c>; <c>OperatorSpan</c> is where errors about the combination point.</summary>
public sealed record BinaryExpression(TextSpan Span, Expression Left, BinaryOperator Operator, TextSpan OperatorSpan, Expression Right) : Expression(Span);

/// <summary><c>a &lt; b &lt;= c</c>: two or more comparisons over shared operands.</summary>
public sealed record ComparisonChain(TextSpan Span, IReadOnlyList<Expression> Operands, IReadOnlyList<BinaryOperator> Operators) : Expression(Span);

/// <summary><c>c ? a : b</c>.</summary>
public sealed record ConditionalExpression(TextSpan Span, Expression Condition, Expression Then, Expression Else) : Expression(Span);

/// <summary><c>x |> f(y)</c>: x becomes the first argument.</summary>
public sealed record PipeExpression(TextSpan Span, Expression Value, CallExpression Call) : Expression(Span);

/// <summary><c>[..., o] => value</c>.</summary>
public sealed record IndexLambda(TextSpan Span, IReadOnlyList<Binder> Binders, Expression Value) : Expression(Span);

/// <summary><c>u => value</c>.</summary>
public sealed record FunctionLambda(TextSpan Span, Identifier Parameter, Expression Value) : Expression(Span);

/// <summary><c>(a, b)</c>, two or more; a parenthesised single expression is that expression.</summary>
public sealed record TupleExpression(TextSpan Span, IReadOnlyList<Expression> Items) : Expression(Span);

/// <summary><c>[a, b]</c>.</summary>
public sealed record ListExpression(TextSpan Span, IReadOnlyList<Expression> Items) : Expression(Span);

/// <summary>What stands where an expression could not be parsed; an error was reported there.</summary>
public sealed record MissingExpression(TextSpan Span) : Expression(Span);

/// <summary>A fresh axis on the left of <c>=</c> or <c>=></c>; <c>Name</c> is null for <c>...</c>.</summary>
public sealed record Binder(TextSpan Span, Identifier? Name, Expression? Extent) : SyntaxNode(Span);

/// <summary>An instance path: <c>_</c> (no parts) or <c>experts[i].head</c>.</summary>
public sealed record PathSyntax(TextSpan Span, IReadOnlyList<PathPart> Parts) : SyntaxNode(Span);

/// <summary>A name or, where <c>Name</c> is null, a build-time index.</summary>
public sealed record PathPart(TextSpan Span, string? Name, Expression? Index) : SyntaxNode(Span);
