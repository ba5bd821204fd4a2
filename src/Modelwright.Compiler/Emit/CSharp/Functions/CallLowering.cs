using Modelwright.Compiler.Emit.CSharp.Kernels;
using Modelwright.Compiler.Emit.CSharp.Text;
using Modelwright.Compiler.Graph;

namespace Modelwright.Compiler.Emit.CSharp.Functions;

/// <summary>Writes calls; numbered instances that feed one another become a loop.</summary>
internal static class CallLowering
{
    /// <summary>Writes the group that a call ends; the calls before it in the group are written with it.</summary>
    public static void Write(FunctionWriter function, Node node)
    {
        var group = function.Plan.Calls.First(g => g.Nodes.Contains(node));
        if (group.Nodes[group.Nodes.Count - 1] != node)
            return;
        if (group.IsLoop)
            WriteLoop(function, group);
        else
            WriteCall(function, group, node.Inputs.Select(function.Dense), node.Results.Select(function.Allocate));
    }

    /// <summary>What one instance computes the next one reads, so results that are carried alternate between two buffers.</summary>
    private static void WriteLoop(FunctionWriter function, CallGroup group)
    {
        var method = function.Method;
        var (first, last) = (group.Nodes[0], group.Nodes[group.Nodes.Count - 1]);
        var results = last.Results.Select(r => new LoopResult(function, r, group.Carried.Contains(r.Result))).ToList();
        var current = new Dictionary<int, string>();
        for (var i = 0; i < group.Carried.Count; i++)
        {
            if (group.Carried[i] < 0)
                continue;
            current[i] = method.Declare(ValueNames.Of(last.Inputs[i]));
            method.Writer.Line($"ReadOnlySpan<{last.Inputs[i].Type.Element.CSharp()}> {current[i]} = {function.Dense(first.Inputs[i])};");
        }

        method.For(FormattableString.Invariant($"{group.Nodes.Count}"), index =>
        {
            var arguments = first.Inputs.Select((input, i) => current.TryGetValue(i, out var name) ? name : function.Dense(input));
            WriteCall(function, group, arguments, results.Select(r => r.Next(index)).ToList(), index);
            foreach (var argument in current)
                method.Writer.Line($"{argument.Value} = {results[group.Carried[argument.Key]].Name};");
            function.Wait();
        });
        function.Settle();

        foreach (var result in results)
            result.Finish(current.Where(c => group.Carried[c.Key] == result.Index).Select(c => c.Value).FirstOrDefault());
    }

    /// <summary>Where a loop leaves one of its results.</summary>
    private sealed class LoopResult
    {
        private readonly FunctionWriter _function;
        private readonly Value _value;
        private readonly string _even;
        private readonly string _odd;

        public LoopResult(FunctionWriter function, Value value, bool isCarried)
        {
            (_function, _value) = (function, value);
            _even = Take(isCarried ? "even " : "");
            _odd = isCarried ? Take("odd ") : _even;
            Name = isCarried ? function.Method.Declare("next " + ValueNames.Of(value)) : _even;

            string Take(string prefix)
            {
                var name = function.Method.Declare(prefix + ValueNames.Of(value));
                function.Method.Writer.Line($"var {name} = {function.Take(value.Type.Element.CSharp(), value.Shape.Count)};");
                return name;
            }
        }

        public int Index => _value.Result;

        /// <summary>The buffer of the present iteration.</summary>
        public string Name { get; }

        /// <summary>Picks the buffer of an iteration.</summary>
        public string Next(string index)
        {
            if (_even != _odd)
                _function.Method.Writer.Line($"var {Name} = {index} % 2 == 0 ? {_even} : {_odd};");
            return Name;
        }

        /// <summary>The last iteration's result is the group's.</summary>
        public void Finish(string? carried) => _function.Finish(_value, carried ?? Name);
    }

    /// <summary>Writes a call of the function that a group calls; an index picks one of several instances.</summary>
    public static void WriteCall(FunctionWriter function, CallGroup group, IEnumerable<string> arguments, IEnumerable<string> results, string? index = null, string? rows = null)
    {
        var callee = function.Model.Plans[group.Callee];
        var instance = function.Model.Arguments(
            callee,
            function.Plan.Weights.At(group.Path, group) is { } weights ? $"weights.{weights.Name}{At(weights)}" : "",
            function.Plan.States.At(group.StatePath, group) is { } states ? $"states?.{states.Name}{At(states)}" : "",
            rows: rows);
        function.Method.Writer.Line($"{callee.Name}({string.Join(", ", instance.Concat(arguments).Concat(results))});");

        string At(InstanceField instance) => instance.Count is null ? "" : $"[{index}]";
    }
}
