namespace Modelwright.Onnx.Protobuf;

// The field numbers of onnx.proto that Modelwright writes, one class per message.

internal static class ModelFields
{
    public const int IrVersion = 1;
    public const int ProducerName = 2;
    public const int ProducerVersion = 3;
    public const int DocString = 6;
    public const int Graph = 7;
    public const int OpsetImport = 8;
    public const int Metadata = 14;
}

internal static class OperatorSetFields
{
    public const int Domain = 1;
    public const int Version = 2;
}

internal static class StringEntryFields
{
    public const int Key = 1;
    public const int Value = 2;
}

internal static class GraphFields
{
    public const int Node = 1;
    public const int Name = 2;
    public const int Initializer = 5;
    public const int Input = 11;
    public const int Output = 12;
}

internal static class NodeFields
{
    public const int Input = 1;
    public const int Output = 2;
    public const int Name = 3;
    public const int OpType = 4;
    public const int Attribute = 5;
}

internal static class AttributeFields
{
    public const int Name = 1;
    public const int Float = 2;
    public const int Int = 3;
    public const int String = 4;
    public const int Graph = 6;
    public const int Ints = 8;
    public const int Type = 20;
}

internal static class AttributeTypes
{
    public const int Float = 1;
    public const int Int = 2;
    public const int String = 3;
    public const int Graph = 5;
    public const int Ints = 7;
}

internal static class ValueInfoFields
{
    public const int Name = 1;
    public const int Type = 2;
    public const int DocString = 3;
}

internal static class TypeFields
{
    public const int TensorType = 1;
}

internal static class TensorTypeFields
{
    public const int ElementType = 1;
    public const int Shape = 2;
}

internal static class ShapeFields
{
    public const int Dimension = 1;
}

internal static class DimensionFields
{
    public const int Value = 1;
    public const int Parameter = 2;
}

internal static class TensorFields
{
    public const int Dims = 1;
    public const int DataType = 2;
    public const int Name = 8;
    public const int RawData = 9;
    public const int ExternalData = 13;
    public const int DataLocation = 14;
}
