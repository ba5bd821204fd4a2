using Modelwright.Kernels;

namespace Modelwright.Runtime.Tests.Kernels;

public sealed class ChosenRowsTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("...", "000000")]
    [InlineData("#..", "120000")]
    [InlineData(".##", "003456")]
    [InlineData("#.#", "120056")]
    [InlineData("###", "123456")]
    [InlineData(".#.##.", "003400789A00")]
    public void Chosen_rows_go_where_they_were_and_zeros_elsewhere(string mask, string expected)
    {
        var worker = new Worker();
        var count = mask.Length;
        var all = "123456789ABC"[..(2 * count)].AsSpan();
        var chosen = ChosenRows.Of(worker, [.. mask.Select(c => c == '#')], new int[count + 1]);
        chosen.Count.ShouldBe(mask.Count(c => c == '#'));

        var read = chosen.Read(worker, all, 2, new char[2 * count]);
        read.Length.ShouldBe(2 * chosen.Count);
        var result = new char[2 * count];
        result.AsSpan().Fill('?');
        var rows = chosen.Room<char>(result, 2, new char[2 * count]);
        read.CopyTo(rows);
        chosen.Store<char>(worker, rows, 2, result);

        new string(result).Replace('\0', '0').ShouldBe(expected);
    }
}
