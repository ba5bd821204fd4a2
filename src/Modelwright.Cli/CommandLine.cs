using System.CommandLine;
using System.CommandLine.Help;
using Microsoft.ML.OnnxRuntime;
using Modelwright.Cli.Commands;
using Modelwright.Cli.Diagnostics;
using Modelwright.Dynamic;

namespace Modelwright.Cli;

/// <summary>The <c>modelwright</c> command: parses arguments, runs a command and turns every failure into one message.</summary>
internal static class CommandLine
{
    private const int Failed = 1;
    private const int InternalError = 2;
    private const int Cancelled = 130;

    // An argument that starts with '@' is a path like any other.
    private static readonly ParserConfiguration Parsing = new() { ResponseFileTokenReplacer = null };

    /// <summary>Runs the command that the arguments name.</summary>
    /// <returns>0 on success, 1 if the user has something to put right, 2 after a mistake of our own.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        var parsed = Root().Parse(args, Parsing);
        if (parsed.Errors.Count > 0)
        {
            foreach (var problem in parsed.Errors)
                error.WriteLine($"error: {problem.Message}");
            return Failed;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                Output = output, Error = error, EnableDefaultExceptionHandler = false,
            });
        }
        catch (Exception e)
        {
            if (e is ModelCompilationException uncompiled)
            {
                TextReport.Write(uncompiled.Diagnostics, error);
                return Failed;
            }

            var (exitCode, message) = Explain(e);
            if (message is not null)
                error.WriteLine(message);
            return exitCode;
        }
    }

    /// <summary>Does a command's work so that Ctrl+C ends it at once, wherever it is.</summary>
    public static Task<int> Interruptible(Func<int> work, CancellationToken cancellation) =>
        Task.Run(work, cancellation).WaitAsync(cancellation);

    private static (int ExitCode, string? Message) Explain(Exception e) => e switch
    {
        OperationCanceledException => (Cancelled, null),
        UserException or WeightsMismatchException or IOException or UnauthorizedAccessException => (Failed, $"error: {e.Message}"),
        OnnxRuntimeException => (Failed, $"error: ONNX Runtime: {e.Message.TrimEnd()}"),
        DllNotFoundException or TypeInitializationException { InnerException: DllNotFoundException } =>
            (Failed, $"error: a native library is missing: {e.GetBaseException().Message.ReplaceLineEndings(" ")}"),
        _ => (InternalError, $"internal error: {e.GetType().Name}: {e.Message.ReplaceLineEndings(" ")}; please report it"),
    };

    private static RootCommand Root()
    {
        var root = new RootCommand("Checks, formats, runs, exports, summarises and lowers neural networks written as .model files.")
        {
            CheckCommand.Create(), FormatCommand.Create(), RunCommand.Create(), ExportCommand.Create(), SummaryCommand.Create(),
            LowerCommand.Create(),
        };
        root.SetAction(parsed => new HelpAction().Invoke(parsed));
        return root;
    }
}
