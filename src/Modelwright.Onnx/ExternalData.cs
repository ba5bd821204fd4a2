using System.Globalization;
using Modelwright.Compiler.Emit.Onnx;
using Modelwright.Onnx.Protobuf;

namespace Modelwright.Onnx;

/// <summary>A file of parameters beside the model, each on a page of its own so that it can be mapped into memory.</summary>
/// <param name="stream">The file.</param>
/// <param name="location">Its name, relative to the model.</param>
/// <param name="parameters">The weights of each parameter, by path.</param>
internal sealed class ExternalData(Stream stream, string location, Func<string, TensorData> parameters)
{
    private const long Page = 4096;
    private const int External = 1;

    /// <summary>Appends a parameter to the file and makes the message refer to it.</summary>
    public void Add(Message message, OnnxTensor tensor)
    {
        var offset = (stream.Position + Page - 1) / Page * Page;
        stream.Write(new byte[offset - stream.Position]);
        stream.Write(parameters(tensor.Name).Bytes);
        message
            .Add(TensorFields.ExternalData, Entry("location", location))
            .Add(TensorFields.ExternalData, Entry("offset", offset.ToString(CultureInfo.InvariantCulture)))
            .Add(TensorFields.ExternalData, Entry("length", (stream.Position - offset).ToString(CultureInfo.InvariantCulture)))
            .Add(TensorFields.DataLocation, External);
    }

    private static Message Entry(string key, string value) =>
        new Message().Add(StringEntryFields.Key, key).Add(StringEntryFields.Value, value);
}
