using System.Text.RegularExpressions;
using Modelwright.Fuzz.Models;

namespace Modelwright.Integration.Tests.Fuzz;

/// <summary>The random models have what the language has.</summary>
public sealed class GeneratorTests
{
    private static readonly Lazy<IReadOnlyList<string>> Texts = new(() => [.. Enumerable.Range(0, 1000).Select(ModelText.Of)]);

    [Theory]
    [InlineData(@"\[[^\]]*\bt - [123]\b")]
    [InlineData(@"\bi\d \+ 1\b")]
    [InlineData(@"\br\d - [123]\b")]
    [InlineData(@"\bt - r\d\b")]
    [InlineData(@"reset: ")]
    [InlineData(@"reverse: true")]
    [InlineData(@"reverse: true, reset: ")]
    [InlineData(@"\bfloat16\(")]
    [InlineData(@"\bbfloat16\(")]
    [InlineData(@"\bint8\(")]
    [InlineData(@"\buint8\(")]
    [InlineData(@"\bint32\(")]
    [InlineData(@"input \w+ : (float16|bfloat16|int8|uint8|int32)\[")]
    [InlineData(@"output \w+ : (float16|bfloat16|int8|uint8|int32)\[")]
    [InlineData(@"output \w+ : bool\[")]
    [InlineData(@"\b(any|all)\[")]
    [InlineData(@"\bargmax\[r\d\]")]
    [InlineData(@"\bargmax\[r\d \|")]
    [InlineData(@"softmax\[i\d \| topk\[")]
    [InlineData(@"\w+\[r\d \| r\d <= t && topk\[")]
    [InlineData(@"\btopk\[")]
    [InlineData(@"cumsum\[t\b")]
    [InlineData(@"cumsum\[i\d \|")]
    [InlineData(@"logsumexp\[r\d\]")]
    [InlineData(@"logsumexp\[r\d \| r\d <= t\]")]
    public void Every_construct_occurs(string construct) =>
        Texts.Value.Count(text => Regex.IsMatch(text, construct, RegexOptions.None, TimeSpan.FromSeconds(10))).ShouldBeGreaterThanOrEqualTo(10);
}
