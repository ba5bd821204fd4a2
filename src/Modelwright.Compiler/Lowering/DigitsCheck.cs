using System.Globalization;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Lowering;

/// <summary>Finds sums in which large constants cancel and leave fewer digits of the rest than anyone expects of a float32.</summary>
internal sealed class DigitsCheck(StepProgram program, Ranges ranges, Location model, DiagnosticBag diagnostics)
{
    // A float32 keeps 24 digits; beside this, a thousandth is lost.
    private const double Large = 16384;
    private const double LastDigit = 1.0 / (1 << 24);

    /// <summary>Checks every rectifier.</summary>
    public void Run()
    {
        foreach (var rectifier in program.Atoms.OfType<RectifierAtom>().Where(r => r.Origin is not null && Cancels(r.Argument)))
        {
            var largest = Parts(rectifier.Argument).Max(Math.Abs);
            new Obstacle(
                string.Format(CultureInfo.InvariantCulture, "numbers of {0} cancel in this sum, and what is smaller than {1:0.0e+0} is lost on the way: a smaller constant keeps it", largest, largest * LastDigit),
                rectifier.Origin).Report(Diagnostics.LosesDigits, model, diagnostics);
        }
    }

    // The constant, and what flags of 0 or 1 add to it.
    private IEnumerable<double> Parts(Affine sum) =>
        sum.Terms.Where(t => ranges.IsBinary(Affine.Atom(t.Atom))).Select(t => t.Coefficient).Append(sum.Constant).Where(part => Math.Abs(part) >= Large);

    private bool Cancels(Affine sum) =>
        Parts(sum).Any(part => part < 0) && Parts(sum).Any(part => part > 0)
        && sum.Terms.Any(t => !ranges.IsWhole(t.Coefficient * Affine.Atom(t.Atom)));
}
