using System.Globalization;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Lowering;

/// <summary>
/// Finds steps that stand on their ramps. States that take nothing but themselves, such as a dial that turns, are the same in every run,
/// so each step of them can be looked at: what falls between 0 and 1, or so near that rounding may move it there, is a mistake.
/// </summary>
internal static class RampCheck
{
    private const int Steps = 4096;

    // A rotation in float32 is off by this much of its radius after some thousand steps.
    private const double Drift = 1e-4;

    // What is the same but for the rounding of double precision is not worse.
    private const double Noise = 1e-6;

    // A program is small; what is larger is a network, and to look at each of its numbers would take long.
    private const long MostElements = 5_000;

    /// <summary>Checks a model, if it is a program.</summary>
    public static void Run(ModelGraph model, DiagnosticBag diagnostics)
    {
        if (ProgramLowering.Misfit(model, new LoweringOptions { Target = LoweringTarget.GatedLinearRnn }) is not null || !IsSmall(model))
            return;
        try
        {
            var program = new StepEvaluator(model, path => throw new InvalidOperationException($"there is no parameter '{path}'")).Run();
            if (new Reach(program).Obstacles.Count == 0 && new StateGroups(program) is { Obstacles.Count: 0 } groups)
                Run(program, groups, model.Location, diagnostics);
        }
        catch (ArgumentException)
        {
            // A constant index outside its axis, say: running the model reports it.
        }
    }

    /// <summary>Checks a program; what is found in the library is said of the model.</summary>
    public static void Run(StepProgram program, StateGroups groups, Location model, DiagnosticBag diagnostics)
    {
        var closed = groups.InOrder.Where(g => g.Inputs.All(i => i.IsConstant)).ToList();
        var members = new HashSet<int>(closed.SelectMany(g => g.Members).Select(m => m.Index));
        var first = new HashSet<int>(program.FirstHalves);
        var steps = program.Atoms.OfType<RectifierAtom>().Where(r => r.Origin is not null && first.Contains(r.Id)
            && r.Argument.Terms.All(t => program.Atoms[t.Atom] is AfterAtom after && members.Contains(after.Component))).ToList();
        if (steps.Count == 0)
            return;

        var worst = new Dictionary<Place, (double Beyond, double Value, int Step)>();
        var orbits = closed.Select(g => StateRange.Orbit(g, Steps).GetEnumerator()).ToList();
        var now = new Dictionary<int, double>();
        for (var t = 0; t < Steps; t++)
        {
            for (var g = 0; g < closed.Count; g++)
            {
                orbits[g].MoveNext();
                for (var i = 0; i < closed[g].Members.Count; i++)
                {
                    if (closed[g].Members[i].After is { } after)
                        now[after] = orbits[g].Current[i];
                }
            }

            foreach (var step in steps)
            {
                var (value, drift) = (step.Argument.Evaluate(atom => now[atom]), Drift * step.Argument.Terms.Max(term => Math.Abs(term.Coefficient)));
                var beyond = Math.Max(-value, value - 1);
                if (beyond < drift && (!worst.TryGetValue(step.Origin!.Value, out var known) || beyond < known.Beyond - Noise))
                    worst[step.Origin!.Value] = (beyond, value, t);
            }
        }

        foreach (var place in worst)
            new Obstacle(Message(place.Value.Value, place.Value.Step), place.Key).Report(Diagnostics.StandsOnRamp, model, diagnostics);
    }

    private static string Message(double value, int step) => value is > 0 and < 1
        ? string.Format(CultureInfo.InvariantCulture, "this step is {0:0.###} at step {1}, neither 0 nor 1: its scale is too small for what it looks at", value, step)
        : string.Format(CultureInfo.InvariantCulture, "this step is only {0:0.###} of its ramp beside it at step {1}, which rounding may cross: its scale is too small for what it looks at", Math.Max(-value, value - 1), step);

    private static bool IsSmall(ModelGraph model) =>
        model.Functions.SelectMany(f => f.Nodes).All(n => n.Operator is not Scan scan || scan.KeepsStates(model.StreamAxis))
        && model.Functions.SelectMany(f => f.Nodes).SelectMany(n => n.Results).Sum(r => r.Shape.Scale) <= MostElements;
}
