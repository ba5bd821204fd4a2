namespace Modelwright.Runtime.Tests.Kernels;

/// <summary>
/// Tests that take threads of the pool: one after another, because all of a process share the pool and a call does without those that
/// another one has.
/// </summary>
[CollectionDefinition(Collection)]
public sealed class PoolThreads
{
    public const string Collection = "Threads of the pool";
}
