using Modelwright.Compiler.Emit.Onnx;
using Modelwright.Onnx.Protobuf;

namespace Modelwright.Onnx;

/// <summary>Writes an ONNX model and its weights as files.</summary>
public static class OnnxWriter
{
    private const long MostBytesInside = 1_800_000_000;

    /// <summary>
    /// Writes <paramref name="path"/> and, where the parameters stand outside, <c>path.data</c>. Files of these names are
    /// replaced once the new ones are complete; if writing fails, they stay as they were.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="parameters">The weights of each parameter, by path.</param>
    /// <param name="path">Where to, such as <c>model.onnx</c>.</param>
    /// <param name="externalData">Whether parameters stand in a file of their own; null for where they must.</param>
    /// <exception cref="IOException">The files cannot be written.</exception>
    public static void Write(OnnxModel model, Func<string, TensorData> parameters, string path, bool? externalData = null)
    {
        using var file = new AtomicFile(path);
        var parameterBytes = model.Initializers.Where(t => t.IsParameter).Sum(t => TensorBytes.Length(t.Element, t.Shape));
        if (externalData ?? parameterBytes > MostBytesInside)
        {
            using var data = new AtomicFile(path + ".data");
            var external = new ExternalData(data.Stream, Path.GetFileName(path) + ".data", parameters);
            OnnxMessages.Model(model, external.Add).WriteTo(file.Stream);
            data.Commit();
        }
        else
        {
            OnnxMessages.Model(model, Inside(parameters)).WriteTo(file.Stream);
        }

        file.Commit();
    }

    /// <summary>Writes a model with its parameters inside.</summary>
    public static void Write(OnnxModel model, Func<string, TensorData> parameters, Stream stream) =>
        OnnxMessages.Model(model, Inside(parameters)).WriteTo(stream);

    private static Action<Message, OnnxTensor> Inside(Func<string, TensorData> parameters) => (message, tensor) => message.Add(
        TensorFields.RawData, TensorBytes.Length(tensor.Element, tensor.Shape), stream => stream.Write(parameters(tensor.Name).Bytes));
}
