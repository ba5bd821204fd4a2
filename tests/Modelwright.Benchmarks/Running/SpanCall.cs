using System.Reflection;
using System.Reflection.Emit;

namespace Modelwright.Benchmarks.Running;

/// <summary>
/// A call of a method over spans, as a program writes it, of a class that is known only at run time: nothing is allocated for its results,
/// nor is it for those that ONNX Runtime's are bound to.
/// </summary>
internal static class SpanCall
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
            Compiled.Add(method, call = Compile(method));
        object[] all = [target, .. arguments];
        return () => call(all);
    }

    /// <summary>The call of a method with its target and what it takes, arrays for spans.</summary>
    private static Action<object[]> Compile(MethodInfo method)
    {
        var call = new DynamicMethod(method.Name, null, [typeof(object[])], typeof(SpanCall).Module, skipVisibility: true);
        var code = call.GetILGenerator();
        Load(0);
        code.Emit(OpCodes.Castclass, method.DeclaringType!);
        foreach (var (i, parameter) in method.GetParameters().Index())
        {
            Load(i + 1);
            if (parameter.ParameterType.IsByRefLike)
            {
                var array = parameter.ParameterType.GetGenericArguments()[0].MakeArrayType();
                code.Emit(OpCodes.Castclass, array);
                code.Emit(OpCodes.Newobj, parameter.ParameterType.GetConstructor([array])!);
            }
            else
            {
                code.Emit(OpCodes.Unbox_Any, parameter.ParameterType);
            }
        }

        code.Emit(OpCodes.Callvirt, method);
        code.Emit(OpCodes.Ret);
        return call.CreateDelegate<Action<object[]>>();

        void Load(int index)
        {
            code.Emit(OpCodes.Ldarg_0);
            code.Emit(OpCodes.Ldc_I4, index);
            code.Emit(OpCodes.Ldelem_Ref);
        }
    }

    private static bool Takes(System.Reflection.ParameterInfo parameter, object argument) => argument is Array array
        ? parameter.ParameterType.IsByRefLike && parameter.ParameterType.GetConstructor([array.GetType()]) is not null
        : parameter.ParameterType == argument.GetType();
}
