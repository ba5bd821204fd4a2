using Modelwright.Compiler.Binding.Files;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding.Warnings;

/// <summary>
/// Finds names of a declaration that nothing in it reads. A name counts as read wherever the word occurs, so what is reported
/// is certain. A name that begins with <c>_</c> is meant to be unused; a constant with a single choice is a label.
/// </summary>
internal sealed class UnusedNames(SourceText source, DiagnosticBag diagnostics)
{
    private Dictionary<string, int> _reads = [];
    private Dictionary<string, int> _binders = [];

    /// <summary>Checks a declaration.</summary>
    public void Check(CallableDeclaration callable)
    {
        var statements = SyntaxWalk.Statements(callable.Body).ToList();
        var inputs = statements.OfType<MemberStatement>().Where(m => m.Kind == MemberKind.Input).Select(m => m.Type);
        _reads = Count(Reads(callable, statements));
        _binders = Count(callable.Parameters.Select(p => p.Type).Concat(inputs).SelectMany(Dimensions));
        foreach (var parameter in callable.Parameters.Where(p => !callable.IsImplicit(p) && !BindsDimensions(p.Type) && p.Type is not ChoiceTypeSyntax { Choices.Count: 1 }))
        {
            if (callable.Kind == CallableKind.Model)
                Expect(Diagnostics.UnusedConstant, parameter.Name, $"constant '{parameter.Name.Text}' is never read");
            else
                Expect(Diagnostics.UnusedArgument, parameter.Name, $"'{parameter.Name.Text}' is never read in {Words.Of(callable.Kind)} {callable.Name.Text}");
        }

        statements.ForEach(Check);
    }

    private void Check(Statement statement)
    {
        switch (statement)
        {
            case MemberStatement { Kind: MemberKind.Input } input when !BindsDimensions(input.Type):
                Expect(Diagnostics.UnusedInput, input.Name, $"input '{input.Name.Text}' is never read");
                break;
            case MemberStatement { Kind: MemberKind.Param or MemberKind.Buffer } parameter:
                Expect(
                    Diagnostics.UnusedParameter, parameter.Name,
                    $"{(parameter.Kind == MemberKind.Param ? "parameter" : "buffer")} '{parameter.Name.Text}' is never read, so it cannot influence anything");
                break;
            case LetStatement { Kind: BindingKind.Const } constant:
                Expect(Diagnostics.UnusedConstant, constant.Name, $"constant '{constant.Name.Text}' is never read");
                break;
            case LetStatement let when !IsUsedAgain(let.Value):
                Expect(Diagnostics.UnusedValue, let.Name, $"'{let.Name.Text}' is never read");
                break;
            case UnpackStatement unpack when unpack.Names.All(n => !IsRead(n.Text)) && !IsUsedAgain(unpack.Value):
                Expect(Diagnostics.UnusedValue, unpack.Names[0], $"{string.Join(", ", unpack.Names.Select(n => $"'{n.Text}'"))} are never read");
                break;
        }
    }

    private static IEnumerable<string> Reads(CallableDeclaration callable, IReadOnlyList<Statement> statements)
    {
        var types = callable.Parameters.Select(p => p.Type).Concat(callable.Results.Select(r => r.Type)).SelectMany(SyntaxWalk.Extents);
        foreach (var name in types.Concat(callable.Parameters.Select(p => p.Default)).Where(e => e is not null).SelectMany(e => SyntaxWalk.Reads(e!)))
            yield return name;
        foreach (var statement in statements)
        {
            // What a variable's own update reads of it keeps nothing alive.
            var own = (statement as AssignStatement)?.Name.Text;
            foreach (var name in SyntaxWalk.Own(statement).SelectMany(SyntaxWalk.Reads).Where(name => name != own))
                yield return name;
            if (statement is not RequireStatement { Message: { } message })
                continue;
            foreach (var part in message.Text.Split('{').Skip(1))
                yield return part.Split('}')[0];
        }
    }

    private static Dictionary<string, int> Count(IEnumerable<string> names) =>
        names.GroupBy(n => n, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);

    private bool IsRead(string name) => _reads.ContainsKey(name);

    /// <summary>Whether an instance made in a value is called again, or its states are read.</summary>
    private bool IsUsedAgain(Expression value) => SyntaxWalk.Within(value).OfType<CallExpression>().Any(call =>
        call.As is { Parts: [] } || (call.As is { Parts: [{ Name: { } name }, ..] } && IsRead(name)));

    /// <summary>Whether a tensor is there for its extents too: it alone binds a dimension that is read elsewhere.</summary>
    private bool BindsDimensions(TypeSyntax type) => Dimensions(type).Any(name => _binders[name] == 1 && _reads[name] > 1);

    private static IEnumerable<string> Dimensions(TypeSyntax type) =>
        SyntaxWalk.Extents(type).OfType<NameExpression>().Select(n => n.Name).Where(n => char.IsUpper(n[0]));

    private void Expect(DiagnosticKind kind, Identifier name, string message)
    {
        if (!IsRead(name.Text) && name.Text[0] != '_')
            diagnostics.Report(kind, new Location(source, name.Span), message);
    }
}
