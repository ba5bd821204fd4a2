namespace Modelwright.Kernels;

/// <summary>A call of a model with everything that it is given; every worker runs it.</summary>
public interface ICall
{
    /// <summary>About how many floating-point operations it takes.</summary>
    long Cost { get; }

    /// <summary>Does the worker's part.</summary>
    void Run(Worker worker);
}
