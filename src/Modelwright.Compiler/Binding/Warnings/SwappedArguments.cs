using Modelwright.Compiler.Binding.Files;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding.Warnings;

/// <summary>Finds calls that give each of two parameters the value named like the other.</summary>
internal sealed class SwappedArguments(SourceText source, DeclarationTable declarations, DiagnosticBag diagnostics)
{
    /// <summary>Checks a declaration.</summary>
    public void Check(CallableDeclaration callable)
    {
        foreach (var node in SyntaxWalk.Statements(callable.Body).SelectMany(SyntaxWalk.Own).SelectMany(SyntaxWalk.Within))
        {
            if (node is PipeExpression { Value: var first } pipe)
                Check(pipe.Call, [new Argument(first.Span, null, first), .. pipe.Call.Arguments]);
            else if (node is CallExpression call)
                Check(call, call.Arguments);
        }
    }

    private void Check(CallExpression call, IReadOnlyList<Argument> arguments)
    {
        if (call.Callee is not NameExpression name || declarations.Find(name.Name)?.Declaration is not CallableDeclaration callee)
            return;
        var given = arguments.TakeWhile(a => a.Name is null).Select(a => (a.Value as NameExpression)?.Name).Take(callee.Parameters.Count).ToList();
        for (var i = 0; i < given.Count; i++)
        {
            var j = given.FindIndex(i + 1, n => n is not null && n == callee.Parameters[i].Name.Text);
            if (j < 0 || given[i] != callee.Parameters[j].Name.Text || given[i] == given[j])
                continue;
            diagnostics.Report(
                Diagnostics.LooksSwapped, new Location(source, TextSpan.Cover(arguments[i].Span, arguments[j].Span)),
                $"'{given[i]}' stands for '{given[j]}' of {name.Name} and '{given[j]}' for '{given[i]}'; were they meant the other way round?");
            return;
        }
    }
}
