namespace Modelwright;

/// <summary>A file is not a well-formed safetensors file; the message names the file and what is wrong with it.</summary>
public sealed class SafetensorsException : IOException
{
    /// <summary>Says what is wrong with a file.</summary>
    public SafetensorsException(string path, string problem, Exception? cause = null)
        : base($"{path}: {problem}", cause)
    {
    }
}
