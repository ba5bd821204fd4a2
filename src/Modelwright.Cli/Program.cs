return await Modelwright.Cli.CommandLine.RunAsync(args, Console.Out, Console.Error);
