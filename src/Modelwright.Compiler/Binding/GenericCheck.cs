using Modelwright.Compiler.Binding.Bodies;
using Modelwright.Compiler.Binding.Files;
using Modelwright.Compiler.Binding.Values;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding;

/// <summary>Checks a block or op that no model reaches, as far as that can be done without its constants.</summary>
internal static class GenericCheck
{
    /// <summary>Mistakes that no instantiation can make good.</summary>
    private static readonly HashSet<DiagnosticKind> Certain =
    [
        Diagnostics.DuplicateName, Diagnostics.WrongKind, Diagnostics.UnknownType, Diagnostics.UnexpectedArgument, Diagnostics.MissingArgument,
        Diagnostics.WrongArgument, Diagnostics.SwappedArgument, Diagnostics.ArgumentShape, Diagnostics.ElementClash,
        Diagnostics.MisplacedPath, Diagnostics.Misplaced, Diagnostics.MissingResult,
    ];

    public static void Run(CallableDeclaration callable, SourceText source, Func<SourceText, DeclarationTable> declarations, DiagnosticBag diagnostics)
    {
        var context = new BindingContext(declarations, diagnostics, null) { Certain = Certain };
        try
        {
            new BodyBinder(context, source, callable, new FunctionBuilder(callable.Name.Text, null)).BindGenerically();
        }
        catch (Exception e) when (e is TooLargeException or OverflowException or GraphException)
        {
            // Sizes are an instantiation's.
        }
    }
}
