using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Lowering;

/// <summary>
/// Compiles a program into weights: a model whose step is made of affine maps with constant coefficients, rectifiers and products, and
/// whose states are linear recurrences (LSRL: Petrov et al. 2024, arXiv 2406.01424), becomes a stack of layers of an architecture.
/// </summary>
public static class ProgramLowering
{
    /// <summary>Lowers a model.</summary>
    /// <param name="model">The graph as bound, before any pass.</param>
    /// <param name="options">The architecture, and what is known about the inputs.</param>
    public static LoweringResult Lower(ModelGraph model, LoweringOptions options) => FreshStack.Run(() => LowerHere(model, options));

    private static LoweringResult LowerHere(ModelGraph model, LoweringOptions options)
    {
        var diagnostics = new DiagnosticBag();
        if (Misfit(model, options) is { } misfit)
            return Refused(Diagnostics.NoStepProgram, [misfit]);

        var numbers = model.AllParameters().ToDictionary(p => p.Path, p => options.Parameters?.Invoke(p));
        var program = new StepEvaluator(model, path => numbers[path]!).Run();
        if (new Reach(program).Obstacles is { Count: > 0 } obstacles)
            return Refused(Diagnostics.NotLowered, obstacles);
        program = new DeadAtoms(program).Run();
        var groups = new StateGroups(program);
        if (groups.Obstacles.Count > 0)
            return Refused(Diagnostics.NonlinearState, groups.Obstacles);

        var (known, assumed) = Analyse(program, groups);
        RampCheck.Run(program, groups, model.Location, diagnostics);
        new ConstantCheck(program, known, model.Location, diagnostics).Run();
        var rewriter = new TargetRewriter(program, known, assumed, options.Target);
        var rewritten = rewriter.Run();
        if (rewriter.Obstacles.Count > 0)
            return Refused(Diagnostics.NoGate, rewriter.Obstacles);
        program = new DeadAtoms(rewritten).Run();
        groups = new StateGroups(program);
        (known, assumed) = Analyse(program, groups);
        new DigitsCheck(program, assumed, model.Location, diagnostics).Run();

        var name = model.Name + string.Concat(options.Target.Word().Split('-').Select(w => char.ToUpperInvariant(w[0]) + w.Substring(1)));
        StackWriter writer = options.Target switch
        {
            LoweringTarget.ReluRnn => new ReluRnnWriter(model),
            LoweringTarget.Lstm => new LstmWriter(model),
            LoweringTarget.Gru => new GruWriter(model),
            _ => new LinearWriter(model, options.Target),
        };
        var text = writer.Write(name, LayerStack.Of(program, Schedule.Of(program, groups), known, assumed));
        var report = new LoweringReport
        {
            Target = options.Target,
            Inputs = program.Atoms.Count(a => a is InputAtom),
            Rectifiers = program.Atoms.Count(a => a is RectifierAtom),
            Products = program.Atoms.Count(a => a is ProductAtom),
            States = program.Components.Count,
            Layers = writer.Written,
            Widest = writer.Widest,
            ParameterCount = writer.Parameters.Sum(p => (long)p.Data.Length),
            LargeConstants = rewriter.LargeConstants.ToList(),
            Ranges = model.Inputs.ToDictionary(i => i.Name, i => options.Ranges.TryGetValue(i.Name, out var range) ? range : LoweringOptions.AssumedRange),
            Steps = options.Steps ?? LoweringOptions.AssumedSteps,
        };
        return new LoweringResult(new LoweredModel(name, text, writer.Parameters, report), diagnostics.Items);

        (Ranges Known, Ranges Assumed) Analyse(StepProgram program, StateGroups groups) => (
            new Ranges(program, groups, name => options.Ranges.TryGetValue(name, out var range) ? range : Interval.All, options.Steps ?? double.PositiveInfinity),
            new Ranges(program, groups, name => options.Ranges.TryGetValue(name, out var range) ? range : LoweringOptions.AssumedRange, options.Steps ?? LoweringOptions.AssumedSteps));

        LoweringResult Refused(DiagnosticKind kind, IEnumerable<Obstacle> obstacles)
        {
            foreach (var obstacle in obstacles)
                obstacle.Report(kind, model.Location, diagnostics);
            return new LoweringResult(null, diagnostics.Items);
        }
    }

    // What keeps a model from being a program of steps at all.
    internal static Obstacle? Misfit(ModelGraph model, LoweringOptions options)
    {
        if (model.StreamAxis is not { } time)
            return Says($"{model.Name} has no steps: a program says 'stream T' with the axis it runs along");
        foreach (var port in model.Inputs)
        {
            if (port.Type.Element is not (ElementType.Float32 or ElementType.Int64 or ElementType.Int32 or ElementType.Bool))
                return Says($"input '{port.Name}' is {port.Type}: a program takes float, int64, int32 or bool");
            if (port.Type.Shape.Count(extent => extent.SymbolName == time) != 1 || !port.Type.Shape.All(e => e.IsConstant || e.SymbolName == time))
                return Says($"input '{port.Name}' is {port.Type}: a program takes one sequence, whose only symbolic extent is {time}");
        }

        var outputs = model.Outputs.Where(o => o.Type.Shape.Any(extent => extent.Mentions(time))).ToList();
        if (outputs.Count == 0)
            return Says($"no output of {model.Name} has the axis {time}: there is nothing that the layers put out at each step");
        if (outputs.FirstOrDefault(o => o.Type.Element != ElementType.Float32 || !o.Type.Shape.All(e => e.IsConstant || e.SymbolName == time)) is { } odd)
            return Says($"output '{odd.Name}' is {odd.Type}: layers put out floats, and one of them for each step of {time}");
        if (options.Parameters is null && model.AllParameters().FirstOrDefault() is { } parameter)
            return Says($"{model.Name} has parameters such as '{parameter.Path}': their numbers are part of the program");
        if (options.Ranges.Keys.FirstOrDefault(name => model.Inputs.All(i => i.Name != name)) is { } unknown)
            return Says($"{model.Name} has no input '{unknown}' to give a range for");
        return null;

        Obstacle Says(string message) => new(message, null);
    }

    private sealed class DeadAtoms(StepProgram source) : ProgramRewriter(source)
    {
        protected override Affine Rewrite(RectifierAtom rectifier) => Target.Rectify(Now(rectifier.Argument), rectifier.Origin);

        protected override Affine Rewrite(ProductAtom product) => Target.Multiply(Now(product.Left), Now(product.Right), product.Origin);
    }
}
