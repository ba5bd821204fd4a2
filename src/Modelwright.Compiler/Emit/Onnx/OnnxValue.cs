using Modelwright.Compiler.Graph;

namespace Modelwright.Compiler.Emit.Onnx;

/// <summary>A value of the ONNX graph with the type it has in ours.</summary>
public sealed record OnnxValue(string Name, TensorType Type)
{
    /// <summary>The shape.</summary>
    public Shape Shape => Type.Shape;

    /// <summary>Another value of the same element type.</summary>
    public OnnxValue As(string name, Shape shape) => new(name, new TensorType(Type.Element, shape));
}
