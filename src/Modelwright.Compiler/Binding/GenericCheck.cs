using Modelwright.Compiler.Binding.Bodies;
using Modelwright.Compiler.Binding.Files;
using Modelwright.Compiler.Binding.Values;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding;

/// <summary>Checks declarations by themselves: blocks and ops as far as that can be done without their constants, a constant of a file as a whole.</summary>
internal static class GenericCheck
{
    /// <summary>Mistakes that no instantiation can make good.</summary>
    private static readonly HashSet<DiagnosticKind> Certain =
    [
        Diagnostics.DuplicateName, Diagnostics.WrongKind, Diagnostics.UnknownType, Diagnostics.UnexpectedArgument, Diagnostics.MissingArgument,
        Diagnostics.WrongArgument, Diagnostics.SwappedArgument, Diagnostics.ArgumentShape, Diagnostics.ElementClash,
        Diagnostics.MisplacedPath, Diagnostics.Misplaced, Diagnostics.MissingResult,
    ];

    /// <summary>Reports the mistakes that no instantiation can make good.</summary>
    public static void Run(CallableDeclaration callable, SourceText source, Func<SourceText, DeclarationTable> declarations, DiagnosticBag diagnostics, BuildTimeBudget budget) =>
        Run(callable, source, declarations, diagnostics, budget, Certain);

    /// <summary>Reports the axes that have one element whatever the constants are, once for each place.</summary>
    public static void FindAxesOfOne(CallableDeclaration callable, SourceText source, Func<SourceText, DeclarationTable> declarations, DiagnosticBag diagnostics, BuildTimeBudget budget)
    {
        var found = new DiagnosticBag();
        Run(callable, source, declarations, found, budget, [Diagnostics.AxisOfOne]);
        foreach (var diagnostic in found.Items.GroupBy(d => (d.Location.Source, d.Location.Span)).Select(g => g.First()))
            diagnostics.Report(diagnostic);
    }

    private static void Run(
        CallableDeclaration callable, SourceText source, Func<SourceText, DeclarationTable> declarations, DiagnosticBag diagnostics,
        BuildTimeBudget budget, IReadOnlyCollection<DiagnosticKind> kinds)
    {
        var context = new BindingContext(declarations, diagnostics, null, budget) { Certain = kinds };
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
