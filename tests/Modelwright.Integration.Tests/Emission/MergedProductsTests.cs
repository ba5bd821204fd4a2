using Modelwright.Compiler.Tests.Emission;

namespace Modelwright.Integration.Tests.Emission;

public class MergedProductsTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Products_of_one_activation_agree_with_the_reference(int start)
    {
        var merged = 0;
        for (var seed = start; seed < 20; seed += 2)
        {
            var agreement = new Agreement(RandomProducts.Of(seed), new Dictionary<string, int> { ["B"] = 1 + (seed % 3), ["T"] = 1 + (seed % 7) }, seed).ShouldHold();
            merged += agreement.Emitted.Code.Contains("store.Matrix([(") ? 1 : 0;
        }

        merged.ShouldBeGreaterThan(5);
    }
}
