using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;

namespace Modelwright.Compiler.Emit.CSharp.Shell;

/// <summary>A short text that changes with whatever a model computes or keeps, but not with its weights.</summary>
internal static class GraphFingerprint
{
    private const int Bytes = 8;

    /// <summary>The fingerprint of a model as it is run, a number.</summary>
    public static string Of(ModelGraph graph)
    {
        var text = new StringBuilder(GraphPrinter.Print(graph));
        foreach (var constant in graph.Functions.SelectMany(f => f.Nodes).Select(n => n.Operator).OfType<Constant>())
        {
            foreach (var number in constant.Data)
                text.Append(number.ToString("R", CultureInfo.InvariantCulture)).Append(' ');
        }

        using var hash = SHA256.Create();
        return hash.ComputeHash(Encoding.UTF8.GetBytes(text.ToString())).Take(Bytes).Aggregate(0ul, (number, b) => (number << 8) | b).ToString(CultureInfo.InvariantCulture);
    }
}
