using Modelwright.Compiler;
using Modelwright.Compiler.Emit.CSharp;
using Modelwright.Compiler.Emit.Onnx;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Passes;
using Modelwright.Compiler.Syntax;
using Modelwright.Compiler.Syntax.Formatting;
using Modelwright.Dynamic;

namespace Modelwright.Fuzz;

/// <summary>What holds for every text, whatever is in it.</summary>
public static class TextInvariants
{
    /// <summary>
    /// Compiles a text twice and formats it. Nothing throws; diagnostics lie in the file; both times give the same; without
    /// an error it can be emitted and exported; formatting changes nothing but blanks.
    /// </summary>
    /// <exception cref="FuzzException">One of these does not hold.</exception>
    public static void Check(SourceText source)
    {
        try
        {
            SmallStack.Run(() => CheckHere(source));
        }
        catch (Exception thrown) when (thrown is not FuzzException)
        {
            throw new FuzzException(thrown.ToString(), thrown);
        }
    }

    private static void CheckHere(SourceText source)
    {
        var first = Compile(source);
        foreach (var diagnostic in first.Diagnostics)
            Check(diagnostic);

        Equal("trees", Tree(source), Tree(source));
        var second = Compile(source);
        Equal("diagnostics", string.Join('\n', first.Diagnostics), string.Join('\n', second.Diagnostics));
        CheckFormatting(source, first);
        for (var i = 0; i < first.Models.Count; i++)
            CheckModel(first.Models[i], second.Models[i], first.Sources);
    }

    private static CompilationResult Compile(SourceText source) => ModelCompiler.Compile([source], new CompileOptions
    {
        Import = ModelFiles.Importer([source]),
        Importable = ModelFiles.Beside,
    });

    private static string Tree(SourceText source) => SyntaxPrinter.Print(Parser.Parse(source, new DiagnosticBag()));

    private static void Check(Diagnostic diagnostic)
    {
        if (diagnostic.Kind == Diagnostics.Internal)
            throw new FuzzException($"{diagnostic.Kind.Id}: {diagnostic.Message}");
        foreach (var location in diagnostic.Notes.Select(note => note.Location).Prepend(diagnostic.Location))
        {
            var length = location.Source.Text.Length;
            if (location.Span.Start < 0 || location.Span.Start > length || location.Span.End < location.Span.Start || location.Span.End > length)
                throw new FuzzException($"outside of the file: {diagnostic} at {location.Span} of {length} characters");
        }
    }

    private static void CheckModel(ModelGraph first, ModelGraph second, IReadOnlyList<SourceText> sources)
    {
        Equal("graphs", GraphPrinter.Print(first), GraphPrinter.Print(second));
        GraphVerifier.Verify(first);
        var optimised = PassPipeline.Run(first, (_, graph) => GraphVerifier.Verify(graph));
        Equal("sources", CSharpEmitter.Emit(optimised, sources), CSharpEmitter.Emit(PassPipeline.Run(second), sources));
        Equal("ONNX", OnnxPrinter.Print(OnnxExporter.Export(optimised)), OnnxPrinter.Print(OnnxExporter.Export(optimised)));
    }

    private static void CheckFormatting(SourceText source, CompilationResult compiled)
    {
        if (Formatter.Format(source, new DiagnosticBag()) is not { } formatted)
            return;
        var again = new SourceText(source.Path, formatted);
        Equal("formatting", formatted, Formatter.Format(again, new DiagnosticBag()) ?? "");
        var graphs = Compile(again);
        Equal("formatted graphs", string.Concat(compiled.Models.Select(GraphPrinter.Print)), string.Concat(graphs.Models.Select(GraphPrinter.Print)));
    }

    private static void Equal(string what, string first, string second)
    {
        if (first != second)
            throw new FuzzException($"{what} differ: first\n{first}\nthen\n{second}");
    }
}
