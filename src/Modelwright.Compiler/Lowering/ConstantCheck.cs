using System.Globalization;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Lowering;

/// <summary>
/// Finds conditionals that stay open: relu(t - L c) with c of 0 or 1 is to be 0 where c is 1, so L has to be as large as t can be.
/// </summary>
internal sealed class ConstantCheck(StepProgram program, Ranges known, Location model, DiagnosticBag diagnostics)
{
    // A smaller coefficient weighs, it does not close. One much smaller than the rest is not meant to close it.
    private const double Large = 64;
    private const double Comparable = 4;

    /// <summary>Checks every rectifier but those that begin a step.</summary>
    public void Run()
    {
        var ramps = new HashSet<int>(program.FirstHalves);
        foreach (var rectifier in program.Atoms.OfType<RectifierAtom>().Where(r => r.Origin is not null && !ramps.Contains(r.Id) && known[r.Argument] is { Least: < 0, Greatest: > 0 }))
        {
            foreach (var (atom, coefficient) in rectifier.Argument.Terms.Where(t => Math.Abs(t.Coefficient) >= Large && known.IsBinary(Affine.Atom(t.Atom))))
            {
                var rest = known[rectifier.Argument - (coefficient * Affine.Atom(atom))].Greatest;
                var through = rest + Math.Min(coefficient, 0);
                if (through > 0 && through <= Comparable * Math.Abs(coefficient))
                {
                    new Obstacle(
                        string.Format(CultureInfo.InvariantCulture, "a constant of {0} holds back numbers up to {0}, but {1} can come: {2} gets through", Math.Abs(coefficient), through + Math.Abs(coefficient), through),
                        rectifier.Origin).Report(Diagnostics.BranchStaysOpen, model, diagnostics);
                }
            }
        }
    }
}
