using Modelwright.Testing;
using Tensors = System.Collections.Generic.IReadOnlyDictionary<string, Modelwright.TensorData>;

namespace Modelwright.Integration.Tests.Sessions;

/// <summary>The typed <c>Step</c> of a session whose class is known only at run time: spans keep it from being called otherwise.</summary>
internal sealed class TypedStep
{
    private readonly object[] _arguments;
    private readonly Action<object[]> _call;

    /// <summary>Prepares a call with arrays for all inputs and outputs.</summary>
    public TypedStep(IModelSession session, Tensors inputs, Tensors outputs)
    {
        _arguments = [session, .. inputs.Values.Concat(outputs.Values).Select(ArrayOf)];
        _call = SpanCall.Of(session.GetType().GetMethods().Single(m => m.Name == "Step" && m.GetParameters().Length == _arguments.Length - 1));
    }

    public void Run(IModelSession session)
    {
        _arguments[0] = session;
        _call(_arguments);
    }

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
