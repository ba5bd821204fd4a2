namespace Modelwright.Integration.Tests.Fuzz;

/// <summary>Formulas whose loops are refined: all back ends agree.</summary>
public sealed class FusionTests
{
    [Fact]
    public void What_a_refined_fold_reads_is_not_what_stood_in_for_it() => Everywhere.Holds(
        """
        model Fold() {
            input s : float[B, 3]
            let v = stack([s, 0.5 * s], axis: 2)
            output o : float[B, 3] = [b, i] => sum[j | i % 4 <= 0](v[b, i, j] * v[b, i, j])
        }
        """);
}
