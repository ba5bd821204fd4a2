namespace Modelwright.Integration.Tests.Cases;

/// <summary>Every reference case on every backend, at its own sizes.</summary>
public class CaseTests
{
    public static TheoryData<string> Names => [.. ReferenceCase.All.Keys];

    public static TheoryData<string, string> Rows
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (var (name, reference) in ReferenceCase.All)
            {
                foreach (var backend in Backend.All(reference.Streams))
                    rows.Add(name, backend);
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Gives_the_published_numbers(string name, string backend)
    {
        var reference = ReferenceCase.All[name];
        var outputs = Backend.Run(backend, reference.Model, reference.Load(), reference.Inputs);
        reference.Tolerance.Check(outputs, reference.Outputs);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Has_the_constants_of_the_case(string name)
    {
        var reference = ReferenceCase.All[name];
        var constants = reference.Model.Graph.Constants.ToDictionary(c => c.Name, c => c.Value);

        // A text may have more, such as the activation that the case fixes.
        constants.Keys.Where(reference.Constants.ContainsKey).ShouldBe(reference.Constants.Keys);
        foreach (var (constant, written) in reference.Constants)
        {
            object expected = constants[constant] switch
            {
                double => double.Parse(written),
                long => long.Parse(written),
                bool => bool.Parse(written),
                _ => written,
            };
            constants[constant].ShouldBe(expected, constant);
        }
    }
}
