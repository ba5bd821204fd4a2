namespace Modelwright.Compiler.Lowering;

/// <summary>A model's parameter with its numbers in row-major order.</summary>
/// <param name="Path">Such as <c>layers.0.rnn.A</c>.</param>
/// <param name="Shape">The extents.</param>
/// <param name="Data">The numbers.</param>
public sealed record LoweredParameter(string Path, IReadOnlyList<int> Shape, float[] Data);

/// <summary>A program as the weights of an architecture: a text that declares the layers, and their parameters.</summary>
/// <param name="Name">The model's name in the text.</param>
/// <param name="Text">The <c>.model</c> file, formatted.</param>
/// <param name="Parameters">Every parameter of the model.</param>
/// <param name="Report">What came of the program.</param>
public sealed record LoweredModel(string Name, string Text, IReadOnlyList<LoweredParameter> Parameters, LoweringReport Report);

/// <summary>One layer of the stack.</summary>
/// <param name="Path">Where its parameters are, such as <c>layers.0.rnn</c>.</param>
/// <param name="Kind"><c>recurrence</c>, <c>relu</c>, <c>gate</c> or <c>linear</c>.</param>
/// <param name="Channels">How many numbers it gives.</param>
/// <param name="Parameters">How many numbers its parameters have, zeros included.</param>
public sealed record LoweredLayer(string Path, string Kind, int Channels, long Parameters);

/// <summary>What a lowering made of a program.</summary>
public sealed record LoweringReport
{
    /// <summary>The architecture.</summary>
    public required LoweringTarget Target { get; init; }

    /// <summary>Channels of the inputs.</summary>
    public required int Inputs { get; init; }

    /// <summary>Rectifiers that the program takes.</summary>
    public required int Rectifiers { get; init; }

    /// <summary>Products that it takes.</summary>
    public required int Products { get; init; }

    /// <summary>Numbers that it keeps from step to step.</summary>
    public required int States { get; init; }

    /// <summary>The layers in order.</summary>
    public required IReadOnlyList<LoweredLayer> Layers { get; init; }

    /// <summary>The most channels between two layers.</summary>
    public required int Widest { get; init; }

    /// <summary>The numbers in all parameters, zeros included.</summary>
    public required long ParameterCount { get; init; }

    /// <summary>The constants that were chosen to close conditionals, each once.</summary>
    public required IReadOnlyList<double> LargeConstants { get; init; }

    /// <summary>What an input's channels were taken to be, by the input's name.</summary>
    public required IReadOnlyDictionary<string, Interval> Ranges { get; init; }

    /// <summary>The longest sequence that constants were chosen for.</summary>
    public required long Steps { get; init; }
}
