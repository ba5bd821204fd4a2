using System.Reflection.Emit;
using Tensors = System.Collections.Generic.IReadOnlyDictionary<string, Modelwright.TensorData>;

namespace Modelwright.Integration.Tests.Sessions;

/// <summary>The typed <c>Step</c> of a session whose class is known only at run time: spans keep it from being called otherwise.</summary>
internal sealed class TypedStep
{
    private readonly object[] _arrays;
    private readonly Action<object, object[]> _call;

    /// <summary>Prepares a call with arrays for all inputs and outputs.</summary>
    public TypedStep(IModelSession session, Tensors inputs, Tensors outputs)
    {
        var ports = inputs.Values.Concat(outputs.Values).ToList();
        _arrays = [.. ports.Select(ArrayOf)];
        var method = session.GetType().GetMethods().Single(m => m.Name == "Step" && m.GetParameters().Length == ports.Count);
        var call = new DynamicMethod("Step", null, [typeof(object), typeof(object[])], typeof(TypedStep).Module, skipVisibility: true);
        var code = call.GetILGenerator();
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Castclass, session.GetType());
        foreach (var (parameter, i) in method.GetParameters().Select((parameter, i) => (parameter, i)))
        {
            var array = parameter.ParameterType.GetGenericArguments()[0].MakeArrayType();
            code.Emit(OpCodes.Ldarg_1);
            code.Emit(OpCodes.Ldc_I4, i);
            code.Emit(OpCodes.Ldelem_Ref);
            code.Emit(OpCodes.Castclass, array);
            code.Emit(OpCodes.Newobj, parameter.ParameterType.GetConstructor([array])!);
        }

        code.Emit(OpCodes.Callvirt, method);
        code.Emit(OpCodes.Ret);
        _call = call.CreateDelegate<Action<object, object[]>>();
    }

    public void Run(IModelSession session) => _call(session, _arrays);

    private static object ArrayOf(TensorData tensor) => tensor.ElementType switch
    {
        ElementType.Float32 => tensor.Array<float>(),
        ElementType.Float16 => tensor.Array<Half>(),
        ElementType.BFloat16 => tensor.Array<ushort>(),
        ElementType.Int64 => tensor.Array<long>(),
        ElementType.Int32 => tensor.Array<int>(),
        ElementType.Int8 => tensor.Array<sbyte>(),
        ElementType.UInt8 => tensor.Array<byte>(),
        _ => tensor.Array<bool>(),
    };
}
