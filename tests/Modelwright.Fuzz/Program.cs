using System.Globalization;
using Modelwright.Fuzz;

// dotnet run -c Release --project tests/Modelwright.Fuzz -- --count 100000 [--seed N] [--only bytes|tokens|models]
var (count, seed, only) = (100_000, 0, (string?)null);
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
    }
}

return Campaign.Run([.. InputKind.All.Where(kind => only is null || kind.Name == only)], seed, count, Console.Out) ? 0 : 1;
