using Tensors = System.Collections.Generic.IReadOnlyDictionary<string, Modelwright.TensorData>;

namespace Modelwright.Integration.Tests;

/// <summary>Whether tensors are the same to the bit.</summary>
internal static class Same
{
    public static void Check(Tensors actual, Tensors expected, string when = "")
    {
        actual.Keys.ShouldBe(expected.Keys, ignoreOrder: true);
        foreach (var (name, tensor) in expected)
        {
            actual[name].ToString().ShouldBe(tensor.ToString(), name);
            var differs = actual[name].Bytes.CommonPrefixLength(tensor.Bytes) / tensor.ElementType.Size();
            (differs == tensor.Count).ShouldBeTrue($"{name} {tensor} differs in its bits from element {differs} {when}");
        }
    }
}
