using System.Globalization;
using Modelwright.Compiler.Syntax;
using Modelwright.Fuzz;

// dotnet run -c Release --project tests/Modelwright.Fuzz -- --count 100000 [--seed N] [--only bytes|tokens|models]
// dotnet run --project tests/Modelwright.Fuzz -- --model fuzz-models-7.model --seed 7
var (count, seed, only, model) = (100_000, 0, (string?)null, (string?)null);
for (var i = 0; i + 1 < args.Length; i += 2)
{
    switch (args[i])
    {
        case "--count":
            count = int.Parse(args[i + 1], CultureInfo.InvariantCulture);
            break;
        case "--seed":
            seed = int.Parse(args[i + 1], CultureInfo.InvariantCulture);
            break;
        case "--only":
            only = args[i + 1];
            break;
        case "--model":
            model = args[i + 1];
            break;
    }
}

// A text that was saved, with every check there is.
if (model is not null)
{
    InputKind.CheckModel(new SourceText(model, File.ReadAllText(model)), seed, withBackends: true);
    return 0;
}

return Campaign.Run([.. InputKind.All.Where(kind => only is null || kind.Name == only)], seed, count, Console.Out) ? 0 : 1;
