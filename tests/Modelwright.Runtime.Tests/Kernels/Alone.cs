using Modelwright.Kernels;

namespace Modelwright.Runtime.Tests.Kernels;

/// <summary>A call of one worker.</summary>
internal static class Alone
{
    [ThreadStatic]
    private static Worker? _worker;

    /// <summary>The worker of this thread.</summary>
    public static Worker Worker => _worker ??= new Worker();
}
