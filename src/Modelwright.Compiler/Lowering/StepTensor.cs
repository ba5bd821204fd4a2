using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Reference;

namespace Modelwright.Compiler.Lowering;

/// <summary>A tensor whose elements are expressions, in row-major order.</summary>
internal sealed record StepTensor(int[] Shape, Affine[] Elements)
{
    /// <summary>Known numbers.</summary>
    public static StepTensor Of(DenseTensor tensor) => new(tensor.Shape, Array.ConvertAll(tensor.Data, Affine.Of));

    /// <summary>The same expression everywhere.</summary>
    public static StepTensor Filled(int[] shape, Affine element) =>
        new(shape, Enumerable.Repeat(element, shape.Aggregate(1, (product, extent) => product * extent)).ToArray());

    /// <summary>Whether every element is a known number.</summary>
    public bool IsConstant => Array.TrueForAll(Elements, e => e.IsConstant);

    /// <summary>The known numbers.</summary>
    public DenseTensor Known(ElementType element) => new DenseTensor(Shape, Array.ConvertAll(Elements, e => e.Constant)).As(element);

    /// <summary>What first keeps an element from being such an expression, or null.</summary>
    public Obstacle? Obstacle => Elements.Select(e => e.Obstacle).FirstOrDefault(o => o is not null);
}
