using Modelwright.Compiler.Binding.Bodies;
using Modelwright.Compiler.Binding.Files;
using Modelwright.Compiler.Binding.Values;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding;

/// <summary>
/// Finds unknown names everywhere in a file, in blocks that nothing instantiates and branches that are not taken too,
/// so that one compilation reports them all.
/// </summary>
internal sealed class NameChecker(SourceText source, DeclarationTable declarations, DiagnosticBag diagnostics)
{
    private readonly HashSet<string> _instances = new(StringComparer.Ordinal);
    private HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>Whether an instance is named <c>_</c>: its states are names here, which the binder knows.</summary>
    private bool _hasOpenLevel;

    /// <summary>The message for an unknown name, with what was probably meant.</summary>
    public static string Unknown(string name, IEnumerable<string> candidates) =>
        $"unknown name '{name}'" + (Spelling.Closest(name, candidates) is { } near ? $"; did you mean '{near}'?" : "");

    /// <summary>Checks a declaration.</summary>
    public void Check(Declaration declaration)
    {
        _names = new(StringComparer.Ordinal);
        _instances.Clear();
        switch (declaration)
        {
            case CallableDeclaration callable:
                _hasOpenLevel = false;
                foreach (var parameter in callable.Parameters)
                {
                    AddDimensions(parameter.Type);
                    _names.Add(parameter.Name.Text);
                }

                foreach (var parameter in callable.Parameters)
                {
                    CheckType(parameter.Type);
                    CheckExpression(parameter.Default);
                }

                foreach (var member in callable.Body.Statements.OfType<MemberStatement>().Where(m => m.Kind == MemberKind.Input))
                    AddDimensions(member.Type);
                foreach (var result in callable.Results)
                    CheckType(result.Type);
                CheckBlock(callable.Body);
                break;
            case ConstantDeclaration constant:
                CheckIndexed(constant.Binders, constant.Value);
                break;
        }
    }

    private void InScope(Action check)
    {
        var outer = _names;
        _names = new HashSet<string>(outer, StringComparer.Ordinal);
        check();
        _names = outer;
    }

    private void CheckBlock(BlockSyntax? block)
    {
        if (block is not null)
            InScope(() => block.Statements.ToList().ForEach(CheckStatement));
    }

    private void CheckStatement(Statement statement)
    {
        switch (statement)
        {
            case MemberStatement member:
                CheckType(member.Type);
                if (member.Value is CallExpression { Callee: NameExpression { Name: "normal" or "uniform" } } initializer && member.Kind != MemberKind.Output)
                    initializer.Arguments.ToList().ForEach(a => CheckExpression(a.Value));
                else
                    CheckExpression(member.Value);
                CheckPath(member.As);
                _names.Add(member.Name.Text);
                break;
            case RequireStatement require:
                CheckExpression(require.Condition);
                break;
            case LetStatement let:
                CheckIndexed(let.Binders, let.Value);
                _names.Add(let.Name.Text);
                break;
            case UnpackStatement unpack:
                CheckExpression(unpack.Value);
                _names.UnionWith(unpack.Names.Select(n => n.Text));
                break;
            case AssignStatement assign:
                CheckName(assign.Name.Text, assign.Name.Span);
                CheckIndexed(assign.Binders, assign.Value);
                break;
            case ForStatement loop:
                CheckExpression(loop.Start);
                CheckExpression(loop.End);
                InScope(() =>
                {
                    _names.Add(loop.Variable.Text);
                    CheckPath(loop.As);
                    CheckBlock(loop.Body);
                });
                break;
            case IfStatement branch:
                CheckExpression(branch.Condition);
                CheckBlock(branch.Then);
                CheckBlock(branch.Else);
                break;
            case ReturnStatement result:
                CheckExpression(result.Value);
                break;
        }
    }

    private void CheckIndexed(IReadOnlyList<Binder>? binders, Expression value) => InScope(() =>
    {
        foreach (var binder in binders ?? [])
        {
            CheckExpression(binder.Extent);
            if (binder.Name is not null)
                _names.Add(binder.Name.Text);
        }

        CheckExpression(value);
    });

    private void CheckExpression(SyntaxNode? node)
    {
        switch (node)
        {
            case null or MissingExpression:
                break;
            case NameExpression name:
                CheckName(name.Name, name.Span);
                break;
            case IndexLambda lambda:
                CheckIndexed(lambda.Binders, lambda.Value);
                break;
            case FunctionLambda lambda:
                InScope(() =>
                {
                    _names.Add(lambda.Parameter.Text);
                    CheckExpression(lambda.Value);
                });
                break;
            case MemberExpression:
                break; // instances have names of their own
            case CallExpression { Callee: IndexExpression { Target: NameExpression reduction } index } call when Reductions.Names.Contains(reduction.Name):
                CheckPath(call.As);
                InScope(() =>
                {
                    foreach (var item in index.Items)
                    {
                        CheckExpression(item.Extent);
                        // Of one that keeps its axis, the binder knows best whether it is bound.
                        if (item.Start is NameExpression axis)
                            _names.Add(axis.Name);
                        else
                            CheckExpression(item.Start);
                    }

                    CheckExpression(index.Domain);
                    call.Arguments.ToList().ForEach(a => CheckExpression(a.Value));
                });
                break;
            case CallExpression call:
                if (call.Callee is not NameExpression { Name: var callee } || !_instances.Contains(callee))
                    CheckExpression(call.Callee);
                foreach (var argument in call.Arguments)
                {
                    if (argument is { Value: null, Name: { } shorthand })
                        CheckName(shorthand.Text, shorthand.Span);
                    else
                        CheckExpression(argument.Value);
                }

                CheckPath(call.As);
                _hasOpenLevel |= call.As is { Parts: [] };
                if (call.As is { Parts: [{ Name: { } instance }] })
                    _instances.Add(instance);
                break;
            default:
                foreach (var child in SyntaxChildren.Of(node))
                    CheckExpression(child);
                break;
        }
    }

    private void CheckPath(PathSyntax? path) => path?.Parts.ToList().ForEach(part => CheckExpression(part.Index));

    private void CheckType(TypeSyntax type)
    {
        switch (type)
        {
            case DataTypeSyntax { Dimensions: { } dimensions } data:
                if (ElementTypeNames.Parse(data.Element.Text) is null)
                    diagnostics.Report(Diagnostics.UnknownType, new Location(source, data.Element.Span), BodyBinder.UnknownType(data.Element.Text));
                dimensions.ToList().ForEach(d => CheckExpression(d.Extent));
                break;
            case DataTypeSyntax data when data.Element.Text is not ("int" or "float" or "bool"):
                diagnostics.Report(
                    Diagnostics.UnknownType, new Location(source, data.Element.Span),
                    $"'{data.Element.Text}' is not a build-time type; those are int, float, bool and choices of strings, and a tensor has a shape: {data.Element.Text}[…]");
                break;
            case ListTypeSyntax list:
                CheckType(list.Item);
                break;
            case FunctionTypeSyntax function:
                CheckType(function.Argument);
                CheckType(function.Result);
                break;
        }
    }

    /// <summary>Dimensions come from signatures and inputs: a bare capitalised name in a shape declares one.</summary>
    private void AddDimensions(TypeSyntax type)
    {
        switch (type)
        {
            case DataTypeSyntax { Dimensions: { } dimensions }:
                _names.UnionWith(dimensions.Select(d => d.Extent).OfType<NameExpression>().Select(n => n.Name).Where(n => char.IsUpper(n[0])));
                break;
            case ListTypeSyntax list:
                AddDimensions(list.Item);
                break;
            case FunctionTypeSyntax function:
                AddDimensions(function.Argument);
                AddDimensions(function.Result);
                break;
        }
    }

    private void CheckName(string name, TextSpan span)
    {
        if (_hasOpenLevel || _names.Contains(name) || name == "pi" || Intrinsics.Names.Contains(name) || declarations.Find(name) is not null)
            return;
        diagnostics.Report(
            Diagnostics.UnknownName, new Location(source, span), Unknown(name, _names.Concat(declarations.Names).Concat(Intrinsics.Names)));
    }
}
