namespace Modelwright.Benchmarks.Running;

/// <summary>The methods over spans that a generated class has beside those of <see cref="IModel"/>, which allocate their results.</summary>
internal static class SpanMethods
{
    /// <summary>The method of a name that takes what the delegate takes.</summary>
    public static T Get<T>(object target, string name)
        where T : Delegate
    {
        var parameters = typeof(T).GetMethod("Invoke")!.GetParameters().Select(p => p.ParameterType).ToArray();
        return target.GetType().GetMethod(name, parameters)!.CreateDelegate<T>(target);
    }
}
