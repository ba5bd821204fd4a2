namespace Modelwright.Integration.Tests;

/// <summary>How far numbers may be from what is expected: by <c>Absolute + Relative * |expected|</c>.</summary>
public sealed record Tolerance(double Relative, double Absolute)
{
    /// <summary>Checks every output.</summary>
    public void Check(IReadOnlyDictionary<string, TensorData> actual, IReadOnlyDictionary<string, TensorData> expected)
    {
        actual.Keys.ShouldBe(expected.Keys, ignoreOrder: true);
        foreach (var (name, tensor) in expected)
            Check(name, actual[name], tensor);
    }

    private void Check(string name, TensorData actual, TensorData expected)
    {
        actual.ToString().ShouldBe(expected.ToString(), name);
        if (expected.ElementType != ElementType.Float32)
        {
            actual.Bytes.ToArray().ShouldBe(expected.Bytes.ToArray(), name);
            return;
        }

        var a = actual.As<float>();
        var b = expected.As<float>();
        for (var i = 0; i < b.Length; i++)
        {
            // Written so that NaN fails.
            if (!(Math.Abs((double)a[i] - b[i]) <= Absolute + (Relative * Math.Abs(b[i]))))
                Assert.Fail($"{name}{expected}: element {i} is {a[i]:R}, expected {b[i]:R}");
        }
    }
}
