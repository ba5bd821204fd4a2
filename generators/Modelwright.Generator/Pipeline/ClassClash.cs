using System.Collections.Immutable;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Syntax;

namespace Modelwright.Generator.Pipeline;

/// <summary>Two models that would become the same class; only the first is generated.</summary>
internal sealed record ClassClash(ModelClass First, ModelClass Second)
{
    /// <summary>Every clash of a project, whatever order its files come in.</summary>
    public static EquatableList<ClassClash> Find(ImmutableArray<ModelClass> classes) => new(
        classes
            .GroupBy(c => c.FullName, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => group.OrderBy(c => c.Place.Path, StringComparer.Ordinal).ThenBy(c => c.Place.Start).ToList())
            .SelectMany(group => group.Skip(1).Select(second => new ClassClash(group[0], second))));

    public bool Drops(ModelClass model) => Second == model;

    public ReportedDiagnostic Report() => new(
        Diagnostics.ClassNameTaken,
        Second.Place,
        $"'{Second.FullName}' is declared already at {First.Place}; give one of the two another name or namespace",
        new([First.Place]));
}
