using Modelwright.Compiler.Syntax;

namespace Modelwright.Compiler.Binding.Values;

/// <summary>A block with its parameters at a path. Calling it again is calling the same weights.</summary>
/// <param name="Callee">The block.</param>
/// <param name="Source">The block's file.</param>
/// <param name="Arguments">The arguments of the first call; its constants hold for every call.</param>
/// <param name="Path">The path in the function that is being built.</param>
/// <param name="Builder">That function.</param>
/// <param name="Span">Where the instance was made.</param>
internal sealed record Instance(
    CallableDeclaration Callee, SourceText Source, BoundArguments Arguments, string Path, FunctionBuilder Builder, TextSpan Span);
