namespace Modelwright;

/// <summary>How safetensors files spell element types.</summary>
internal static class SafetensorsType
{
    /// <summary>The bytes per element, or null for a word that the format does not have.</summary>
    public static int? Size(string type) => type switch
    {
        "F64" or "I64" or "U64" => 8,
        "F32" or "I32" or "U32" => 4,
        "F16" or "BF16" or "I16" or "U16" => 2,
        "F8_E4M3" or "F8_E5M2" or "I8" or "U8" or "BOOL" => 1,
        _ => null,
    };

    /// <summary>The word of an element type.</summary>
    public static string Of(ElementType type) => type switch
    {
        ElementType.Float32 => "F32",
        ElementType.Float16 => "F16",
        ElementType.BFloat16 => "BF16",
        ElementType.Int64 => "I64",
        ElementType.Int32 => "I32",
        ElementType.Int8 => "I8",
        ElementType.UInt8 => "U8",
        ElementType.Bool => "BOOL",
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };

    /// <summary>Whether a tensor of a type can be read as an element type: as itself, or floats as float and integers as int64.</summary>
    public static bool Reads(string type, ElementType wanted) =>
        type == Of(wanted)
        || (wanted == ElementType.Float32 && type is "F64" or "F16" or "BF16")
        || (wanted == ElementType.Int64 && type is "I32" or "I8" or "U8");

    /// <summary>The element type a tensor is read as unless another is asked for, or null where there is none.</summary>
    public static ElementType? Natural(string type) => type switch
    {
        "F64" or "F32" => ElementType.Float32,
        "F16" => ElementType.Float16,
        "BF16" => ElementType.BFloat16,
        "I64" => ElementType.Int64,
        "I32" => ElementType.Int32,
        "I8" => ElementType.Int8,
        "U8" => ElementType.UInt8,
        "BOOL" => ElementType.Bool,
        _ => null,
    };
}
