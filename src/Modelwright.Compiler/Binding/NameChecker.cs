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
    private const string OnlyInStarts = "; only the start of a param or buffer knows it";

    private readonly HashSet<string> _instances = new(StringComparer.Ordinal);
    private HashSet<string> _names = new(StringComparer.Ordinal);
    private IReadOnlyList<LocalName> _local = [];
    private bool _isShape;
    private bool _isStart;

    /// <summary>Whether an instance is named <c>_</c>: its states are names here, which the binder knows.</summary>
    private bool _hasOpenLevel;

    /// <summary>The message for an unknown name, with what was probably meant.</summary>
    public static string Unknown(string name, IEnumerable<string> candidates) => $"unknown name '{name}'" +
        (StartFunctions.Names.Contains(name) ? OnlyInStarts : Spelling.Closest(name, candidates) is { } near ? $"; did you mean '{near}'?" : "");

    /// <summary>Checks a declaration.</summary>
    public void Check(Declaration declaration)
    {
        _names = new(StringComparer.Ordinal);
        _instances.Clear();
        switch (declaration)
        {
            case CallableDeclaration callable:
                _hasOpenLevel = false;
                _local = LocalNames.Of(callable.Body).ToList();
                CheckOnce(callable.Parameters.Select(p => p.Name));
                CheckOnce(callable.Results.Where(r => r.Name is not null).Select(r => r.Name!));
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
                _isStart = member.Kind is MemberKind.Param or MemberKind.Buffer;
                CheckExpression(member.Value);
                _isStart = false;
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
                CheckName(assign.Name.Text, assign.Name.Span, $"; declare it: 'var {assign.Name.Text} = …'");
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
            case CallExpression { Callee: IndexExpression { Target: NameExpression reduction } index } call when IsReduction(reduction.Name):
                CheckPath(call.As);
                CheckReduction(index, call.Arguments);
                break;
            case CallExpression { Callee: IndexExpression { Target: NameExpression unknown } index } call when !IsKnown(unknown.Name):
                CheckName(unknown.Name, unknown.Span, "; the reductions are " + string.Join(", ", Reductions.Names));
                CheckReduction(index, call.Arguments);
                break;
            case IndexExpression { Target: NameExpression reduction } index when IsReduction(reduction.Name):
                CheckReduction(index, []); // lacks what it runs over, which the binder says
                break;
            case CallExpression { Callee: NameExpression reduction } call when IsReduction(reduction.Name):
                InScope(() => // lacks its axes, which the binder says
                {
                    _names.UnionWith(call.Arguments.SelectMany(a => Indices(a.Value)));
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
                else if (call is { As: null, Callee: NameExpression block } && declarations.Find(block.Name) is { Declaration: CallableDeclaration { Kind: CallableKind.Block } })
                    _instances.Add(Words.SnakeCase(block.Name));
                break;
            default:
                foreach (var child in SyntaxChildren.Of(node))
                    CheckExpression(child);
                break;
        }
    }

    private bool IsReduction(string name) =>
        Reductions.Names.Contains(name) && !_names.Contains(name) && declarations.Find(name) is null;

    private void CheckReduction(IndexExpression index, IReadOnlyList<Argument> arguments) => InScope(() =>
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
        arguments.ToList().ForEach(a => CheckExpression(a.Value));
    });

    /// <summary>The names that stand alone as an index.</summary>
    private static IEnumerable<string> Indices(SyntaxNode? node) => node switch
    {
        null => [],
        IndexExpression index => index.Items.Select(i => i.Start).OfType<NameExpression>().Select(n => n.Name).Concat(Indices(index.Target)),
        _ => SyntaxChildren.Of(node).SelectMany(Indices),
    };

    private void CheckOnce(IEnumerable<Identifier> names)
    {
        foreach (var group in names.GroupBy(n => n.Text, StringComparer.Ordinal))
        {
            foreach (var second in group.Skip(1))
            {
                diagnostics.Report(
                    Diagnostics.DuplicateName, new Location(source, second.Span), $"'{second.Text}' is declared twice here",
                    new DiagnosticNote(new Location(source, group.First().Span), "the first declaration"));
            }
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
                _isShape = true;
                dimensions.ToList().ForEach(d => CheckExpression(d.Extent));
                _isShape = false;
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

    private bool IsKnown(string name) =>
        _names.Contains(name) || name == "pi" || Intrinsics.Names.Contains(name) || declarations.Find(name) is not null
        || (_isStart && StartFunctions.Names.Contains(name));

    private void CheckName(string name, TextSpan span, string otherwise = "")
    {
        if (_hasOpenLevel || IsKnown(name))
            return;
        var (hint, notes) = Reason(name, span);
        diagnostics.Report(
            Diagnostics.UnknownName, new Location(source, span), $"unknown name '{name}'" + (hint.Length > 0 ? hint : otherwise), notes);
    }

    /// <summary>Why a name is not known here: declared elsewhere, misspelt, or a dimension in lower case.</summary>
    private (string Hint, DiagnosticNote[] Notes) Reason(string name, TextSpan span)
    {
        if (_local.FirstOrDefault(l => l.Name.Text == name && l.Name.Span != span) is { } local)
        {
            var hint = local.IsAxis ? "an axis is known in its own formula only"
                : local.Name.Span.Start > span.Start ? "it is declared further down"
                : local.KnownFrom >= span.End ? "it is known only behind its declaration"
                : "the one declared before ends with the braces around it";
            return ("; " + hint, [new DiagnosticNote(new Location(source, local.Name.Span), "declared here")]);
        }

        if (StartFunctions.Names.Contains(name))
            return (OnlyInStarts, []);
        if (Spelling.Closest(name, _names.Concat(declarations.Names).Concat(Intrinsics.Names).Concat(_isStart ? StartFunctions.Names : [])) is { } near)
            return ($"; did you mean '{near}'?", []);
        return _isShape && char.IsLower(name[0])
            ? ($"; a dimension starts with a capital letter, as in '{char.ToUpperInvariant(name[0])}{name.Substring(1)}'", [])
            : ("", []);
    }
}
