using System.Collections;

namespace Modelwright;

/// <summary>A model's parameters in the order of its file; instances that are used again are listed once.</summary>
public sealed class ParameterList : IReadOnlyList<ParameterInfo>
{
    private readonly List<ParameterInfo> _parameters = [];
    private readonly Dictionary<string, ParameterInfo> _byPath = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public int Count => _parameters.Count;

    /// <inheritdoc/>
    public ParameterInfo this[int index] => _parameters[index];

    /// <summary>The parameter of a path.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public ParameterInfo this[string path] =>
        _byPath.TryGetValue(path, out var parameter) ? parameter : throw new KeyNotFoundException($"there is no parameter '{path}'");

    /// <summary>Adds a parameter unless it is listed.</summary>
    public void Add(string path, ElementType elementType, int[] shape, Initializer initializer, bool isBuffer = false)
    {
        var parameter = new ParameterInfo(path, elementType, shape, initializer, isBuffer);
        if (_byPath.TryAdd(path, parameter))
            _parameters.Add(parameter);
    }

    /// <inheritdoc/>
    public IEnumerator<ParameterInfo> GetEnumerator() => _parameters.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
