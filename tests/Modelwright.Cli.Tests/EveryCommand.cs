using System.Globalization;
using System.Text;

namespace Modelwright.Cli.Tests;

/// <summary>What each command prints and writes for a few models that have many numbers, names and mistakes.</summary>
internal static class EveryCommand
{
    private const string Mistakes = """
        model INDEX(width: int = 8, eps: float = 1e-6) {
            input x : float[B, T, width]
            output y : float[B, T, width + 1234567] = x * -0.00025 + titel
            output z : float[B, T, width] = Linear(x, 1234567) as I
        }
        """;

    private const string Numbers = """
        /// Ünïted 1.5
        model Ifi(INDEX:int=1234567,low :float=-1.5e-7){input x:float[B,4]
            param i : float[4] = normal(0.02)
            output I : float[B, 4] = where(x < low, x*-2.5 + INDEX, exp(-abs(x)) * 1e30)*i}
        """;

    /// <summary>Everything as one text, files in base 64; paths are those of a temporary folder, cut off.</summary>
    public static async Task<string> RunAsync()
    {
        using var folder = new TemporaryFolder();
        folder.Write("mistakes.model", Mistakes);
        folder.Write("numbers.model", Numbers);
        folder.Write("mean.model", Models.Mean);
        folder.Write("byte_lm.model", Models.ByteLm);
        SafetensorsWriter.Write(folder["w"], new Dictionary<string, TensorData> { ["i"] = TensorData.Of([0.5f, -1.25f, 1e-9f, 3e9f], 4) });
        SafetensorsWriter.Write(folder["in"], new Dictionary<string, TensorData> { ["x"] = TensorData.Of([0.5f, -0.25f, 1e-9f, 3], 1, 4) });

        var text = new StringBuilder();
        foreach (var (exitCode, command) in new[]
        {
            (1, "check mistakes.model numbers.model"), (0, "summary byte_lm.model"), (0, "summary numbers.model --set low=-0.5"),
            (1, "summary numbers.model --set low=-0,5"), (0, "fmt numbers.model mistakes.model"),
            (0, "export numbers.model --weights w --no-verify -o numbers.onnx"), (0, "export mean.model --no-verify -o mean.onnx"),
            (0, "run numbers.model --weights w --inputs in --outputs native.out"),
            (0, "run numbers.model --weights w --inputs in --outputs reference.out --backend reference"),
            (0, "run numbers.model --weights w --inputs in --outputs onnx.out --backend onnx"),
        })
        {
            string[] arguments = [.. command.Split(' ').Select(word => File.Exists(folder[word]) || IsNew(word) ? folder[word] : word)];
            var outcome = await Cli.RunAsync(folder, arguments);
            outcome.ExitCode.ShouldBe(exitCode, $"{command}: {outcome.Error}");
            text.Append(CultureInfo.InvariantCulture, $"> {command}\n{outcome.Output}{outcome.Error}");
        }

        foreach (var file in folder.Files)
            text.Append(CultureInfo.InvariantCulture, $"{file} {Convert.ToBase64String(File.ReadAllBytes(folder[file]))}\n");
        return text.ToString();
    }

    private static bool IsNew(string word) => Path.GetExtension(word) is ".onnx" or ".out";
}
