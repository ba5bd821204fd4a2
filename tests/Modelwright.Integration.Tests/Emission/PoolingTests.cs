using System.Text.RegularExpressions;
using Modelwright.Compiler.Graph;
using Modelwright.Compiler.Graph.Operators;
using Modelwright.Compiler.Tests.Passes;
using static Modelwright.Compiler.Tests.Passes.FunctionBuilder;

namespace Modelwright.Integration.Tests.Emission;

public class PoolingTests
{
    private readonly FunctionBuilder _f = new();
    private readonly Value _first;
    private readonly Value _last;
    private readonly Value _firstFactors;
    private readonly Value _lastFactors;

    public PoolingTests()
    {
        (_first, _last) = (_f.Input("first", Float(3, B, T, 8)), _f.Input("last", Float(1, B, T, 8)));
        (_firstFactors, _lastFactors) = (_f.Input("first_factors", Float(3, B, T)), _f.Input("last_factors", Float(1, B, T)));
    }

    [Fact]
    public void A_later_pool_that_begins_with_the_same_lists_takes_them_along()
    {
        var both = Pool(_f.Parameter("query", 8), (_first, _firstFactors));
        var longer = Pool(_f.Parameter("other", 8), (_first, _firstFactors), (_f.Reshape(_f.Add(new Exp(), both), 1, B, T, 8), _lastFactors));

        Lines(both, longer).ShouldBe(["Pooling.Add(poolPooling, poolPooling2, first, firstFactors, isLast: (true, false));", "poolPooling2.Add(exp, lastFactors, isLast: true);"]);
    }

    [Fact]
    public void One_that_ends_with_them_is_done_then()
    {
        var longer = Pool(_f.Parameter("query", 8), (_first, _firstFactors), (_last, _lastFactors));
        var shorter = Pool(_f.Parameter("other", 8), (_first, _firstFactors));

        Lines(longer, shorter).ShouldBe(["Pooling.Add(poolPooling, poolPooling2, first, firstFactors, isLast: (false, true));", "poolPooling.Add(last, lastFactors, isLast: true);"]);
    }

    [Fact]
    public void A_query_that_is_not_there_yet_is_waited_for()
    {
        var one = Pool(_f.Parameter("query", 8), (_first, _firstFactors));
        var query = _f.Add(new Reduce(ReduceKind.Sum, 0), _f.Add(new Reduce(ReduceKind.Sum, 0), one));

        Lines(one, Pool(query, (_first, _firstFactors))).ShouldBe(["poolPooling.Add(first, firstFactors, isLast: true);", "poolPooling2.Add(first, firstFactors, isLast: true);"]);
    }

    [Fact]
    public void Items_with_other_factors_are_fetched_again()
    {
        var other = _f.Input("other_factors", Float(3, B, T));
        var pools = new[] { Pool(_f.Parameter("query", 8), (_first, _firstFactors)), Pool(_f.Parameter("other", 8), (_first, other)) };

        Lines(pools).ShouldBe(["poolPooling.Add(first, firstFactors, isLast: true);", "poolPooling2.Add(first, otherFactors, isLast: true);"]);
    }

    private Value Pool(Value query, params (Value Items, Value Factors)[] lists) =>
        _f.Add(new Pool(), [query, .. lists.SelectMany(list => new[] { list.Items, list.Factors })]);

    // How the items are taken, in a model that agrees with the reference.
    private IEnumerable<string> Lines(params Value[] results)
    {
        var code = new Agreement(Model(null, _f.Build("Main", results))).ShouldHold().Emitted.Code;
        return Regex.Matches(code, @"\w*[pP]ooling\d*\.Add\(.*;").Select(match => match.Value);
    }
}
