using Modelwright.Compiler.Binding.Files;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding.Names;

/// <summary>
/// Finds unknown names everywhere in a file, in blocks that nothing instantiates and branches that are not taken too,
/// so that one compilation reports them all.
/// </summary>
internal sealed partial class NameChecker(SourceText source, DeclarationTable declarations, DiagnosticBag diagnostics)
{
    private KnownNames _names = new();
    private ILookup<string, LocalName> _local = Enumerable.Empty<LocalName>().ToLookup(l => l.Name.Text);

    /// <summary>Checks a declaration.</summary>
    public void Check(Declaration declaration)
    {
        _names = new();
        _instances.Clear();
        _open.Clear();
        _isOpen = false;
        switch (declaration)
        {
            case CallableDeclaration callable:
                _local = LocalNames.Of(callable.Body).ToLookup(l => l.Name.Text, StringComparer.Ordinal);
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

    private void InScope(Action check) => _names.InScope(check);
}
