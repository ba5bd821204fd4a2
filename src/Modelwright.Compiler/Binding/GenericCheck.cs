using Modelwright.Compiler.Binding.Bodies;
using Modelwright.Compiler.Binding.Files;
using Modelwright.Compiler.Binding.Values;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding;

/// <summary>Checks what no model reaches: a block or op as far as that can be done without its constants, a constant of a file as a whole.</summary>
internal static class GenericCheck
{
    /// <summary>Mistakes that no instantiation can make good.</summary>
    private static readonly HashSet<DiagnosticKind> Certain =
    [
        Diagnostics.DuplicateName, Diagnostics.WrongKind, Diagnostics.UnknownType, Diagnostics.UnexpectedArgument, Diagnostics.MissingArgument,
        Diagnostics.WrongArgument, Diagnostics.SwappedArgument, Diagnostics.ArgumentShape, Diagnostics.ElementClash,
        Diagnostics.MisplacedPath, Diagnostics.Misplaced, Diagnostics.MissingResult,
    ];

    public static void Run(CallableDeclaration callable, SourceText source, Func<SourceText, DeclarationTable> declarations, DiagnosticBag diagnostics, BuildTimeBudget budget)
    {
        var context = new BindingContext(declarations, diagnostics, null, budget) { Certain = Certain };
        try
        {
            new BodyBinder(context, source, callable, new FunctionBuilder(callable.Name.Text, null)).BindGenerically();
        }
        catch (Exception e) when (e is TooLargeException or OverflowException or GraphException)
        {
            // Sizes are an instantiation's.
        }
    }

    public static void Run(ConstantDeclaration constant, SourceText source, Func<SourceText, DeclarationTable> declarations, DiagnosticBag diagnostics, BuildTimeBudget budget)
    {
        var context = new BindingContext(declarations, diagnostics, null, budget);
        try
        {
            BodyBinder.BindConstant(context, constant, source, new FunctionBuilder(constant.Name.Text, null));
        }
        catch (Exception e) when (e is TooLargeException or OverflowException)
        {
            // One that takes too much is often read by others, or by a model that has said so.
            if (!diagnostics.HasErrors)
                diagnostics.Report(Diagnostics.TooLarge, new Location(source, constant.Name.Span), $"constant '{constant.Name.Text}' is too large to work out");
        }
    }
}
