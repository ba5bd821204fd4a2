using Modelwright.Compiler.Emit.Onnx;
using Modelwright.Onnx.Protobuf;
using GraphElement = Modelwright.Compiler.Graph.ElementType;

namespace Modelwright.Onnx;

/// <summary>Turns each record of an ONNX model into its protobuf message.</summary>
internal static class OnnxMessages
{
    // The oldest format that carries operator set 21, and enough for the later ones: the more readers, the better.
    private const int IrVersion = 10;

    private static string ProducerVersion => typeof(OnnxMessages).Assembly.GetName().Version!.ToString(3);

    /// <summary><c>ModelProto</c>.</summary>
    /// <param name="model">The model.</param>
    /// <param name="addParameter">Adds a parameter's data to its <c>TensorProto</c>.</param>
    public static Message Model(OnnxModel model, Action<Message, OnnxTensor> addParameter)
    {
        var message = new Message()
            .Add(ModelFields.IrVersion, IrVersion)
            .Add(ModelFields.ProducerName, "Modelwright")
            .Add(ModelFields.ProducerVersion, ProducerVersion);
        AddDocumentation(message, ModelFields.DocString, model.Documentation);
        message
            .Add(ModelFields.OpsetImport, new Message()
                .Add(OperatorSetFields.Domain, "")
                .Add(OperatorSetFields.Version, model.Opset))
            .Add(ModelFields.Graph, Graph(model.Name, model.Inputs, model.Outputs, model.Nodes, model.Initializers.Select(t => Tensor(t, addParameter))));
        foreach (var (key, value) in StateMetadata.Of(model))
            message.Add(ModelFields.Metadata, new Message().Add(StringEntryFields.Key, key).Add(StringEntryFields.Value, value));
        return message;
    }

    private static Message Graph(
        string name, IReadOnlyList<OnnxValueInfo> inputs, IReadOnlyList<OnnxValueInfo> outputs, IReadOnlyList<OnnxNode> nodes,
        IEnumerable<Message> initializers)
    {
        var message = new Message().Add(GraphFields.Name, name);
        foreach (var node in nodes)
            message.Add(GraphFields.Node, Node(node));
        foreach (var tensor in initializers)
            message.Add(GraphFields.Initializer, tensor);
        foreach (var input in inputs)
            message.Add(GraphFields.Input, ValueInfo(input));
        foreach (var output in outputs)
            message.Add(GraphFields.Output, ValueInfo(output));
        return message;
    }

    private static Message Node(OnnxNode node)
    {
        var message = new Message();
        foreach (var input in node.Inputs)
            message.Add(NodeFields.Input, input);
        foreach (var output in node.Outputs)
            message.Add(NodeFields.Output, output);
        message.Add(NodeFields.Name, node.Name).Add(NodeFields.OpType, node.OpType);
        foreach (var attribute in node.Attributes)
            message.Add(NodeFields.Attribute, Attribute(attribute));
        return message;
    }

    private static Message Attribute(OnnxAttribute attribute)
    {
        var message = new Message().Add(AttributeFields.Name, attribute.Name);
        switch (attribute)
        {
            case OnnxAttribute.Int { Value: var value }:
                return message.Add(AttributeFields.Int, value).Add(AttributeFields.Type, AttributeTypes.Int);
            case OnnxAttribute.Float { Value: var value }:
                return message.Add(AttributeFields.Float, (float)value).Add(AttributeFields.Type, AttributeTypes.Float);
            case OnnxAttribute.Text { Value: var value }:
                return message.Add(AttributeFields.String, value).Add(AttributeFields.Type, AttributeTypes.String);
            case OnnxAttribute.Element { Value: var value }:
                return message.Add(AttributeFields.Int, DataType(value)).Add(AttributeFields.Type, AttributeTypes.Int);
            case OnnxAttribute.Ints { Value: var values }:
                foreach (var value in values)
                    message.Add(AttributeFields.Ints, value);
                return message.Add(AttributeFields.Type, AttributeTypes.Ints);
            case OnnxAttribute.Graph { Value: var body }:
                return message
                    .Add(AttributeFields.Graph, Graph(body.Name, body.Inputs, body.Outputs, body.Nodes, initializers: []))
                    .Add(AttributeFields.Type, AttributeTypes.Graph);
            default:
                throw new NotSupportedException($"attribute {attribute}");
        }
    }

    private static Message Tensor(OnnxTensor tensor, Action<Message, OnnxTensor> addParameter)
    {
        var message = new Message();
        foreach (var extent in tensor.Shape)
            message.Add(TensorFields.Dims, extent);
        message.Add(TensorFields.DataType, DataType(tensor.Element)).Add(TensorFields.Name, tensor.Name);
        if (tensor.Data is { } data)
        {
            var bytes = TensorBytes.Encode(tensor.Element, data);
            message.Add(TensorFields.RawData, bytes.Length, stream => stream.Write(bytes));
        }
        else
        {
            addParameter(message, tensor);
        }

        return message;
    }

    private static Message ValueInfo(OnnxValueInfo info)
    {
        var shape = new Message();
        foreach (var extent in info.Shape)
        {
            shape.Add(ShapeFields.Dimension, extent.Value is { } value
                ? new Message().Add(DimensionFields.Value, value)
                : new Message().Add(DimensionFields.Parameter, extent.Symbol!));
        }

        var type = new Message()
            .Add(TensorTypeFields.ElementType, DataType(info.Element))
            .Add(TensorTypeFields.Shape, shape);
        var message = new Message()
            .Add(ValueInfoFields.Name, info.Name)
            .Add(ValueInfoFields.Type, new Message().Add(TypeFields.TensorType, type));
        AddDocumentation(message, ValueInfoFields.DocString, info.Documentation);
        return message;
    }

    private static int DataType(GraphElement element) => element switch
    {
        GraphElement.Float32 => 1,
        GraphElement.UInt8 => 2,
        GraphElement.Int8 => 3,
        GraphElement.Int32 => 6,
        GraphElement.Int64 => 7,
        GraphElement.Bool => 9,
        GraphElement.Float16 => 10,
        GraphElement.BFloat16 => 16,
        _ => throw new ArgumentOutOfRangeException(nameof(element)),
    };

    private static void AddDocumentation(Message message, int field, string? documentation)
    {
        if (documentation is not null)
            message.Add(field, documentation);
    }
}
