using System.Reflection;
using Modelwright.Testing;

namespace Modelwright.Benchmarks.Running;

/// <summary>Calls of models and sessions over spans: nothing is allocated for their results, nor is it for those that ONNX Runtime's are bound to.</summary>
internal static class TypedCall
{
    // So that calls of the same method on other objects have nothing more to compile.
    private static readonly Dictionary<MethodInfo, Action<object[]>> Compiled = [];

    /// <summary>A model's <c>Forward</c>, from its inputs to what it gives.</summary>
    /// <param name="model">The model.</param>
    /// <param name="inputs">Its inputs, in order.</param>
    /// <param name="extents">Its symbols' extents, in order.</param>
    /// <param name="output">Where its output goes.</param>
    public static Action Forward(IModel model, IEnumerable<TensorData> inputs, int[] extents, float[] output) =>
        Of(model, "Forward", [.. inputs.Select(ArrayOf), .. extents, output]);

    /// <summary>A session's <c>Step</c>.</summary>
    public static Action Step(IModelSession session, IEnumerable<TensorData> inputs, float[] output) =>
        Of(session, "Step", [.. inputs.Select(ArrayOf), output]);

    private static object ArrayOf(TensorData tensor) => tensor.ElementType == ElementType.Int64 ? tensor.As<long>().ToArray() : tensor.As<float>().ToArray();

    private static Action Of(object target, string name, object[] arguments)
    {
        var method = target.GetType().GetMethods().Single(m => m.Name == name && m.GetParameters() is var parameters &&
            parameters.Length == arguments.Length && parameters.Zip(arguments).All(p => Takes(p.First, p.Second)));
        if (!Compiled.TryGetValue(method, out var call))
            Compiled.Add(method, call = SpanCall.Of(method));
        object[] all = [target, .. arguments];
        return () => call(all);
    }

    private static bool Takes(System.Reflection.ParameterInfo parameter, object argument) => argument is Array array
        ? parameter.ParameterType.IsByRefLike && parameter.ParameterType.GetConstructor([array.GetType()]) is not null
        : parameter.ParameterType == argument.GetType();
}
