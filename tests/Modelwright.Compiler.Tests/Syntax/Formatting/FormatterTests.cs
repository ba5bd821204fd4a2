using Modelwright.Compiler.Syntax;
using Modelwright.Compiler.Syntax.Formatting;

namespace Modelwright.Compiler.Tests.Syntax.Formatting;

public sealed class FormatterTests
{
    [Theory]
    [InlineData("let y=-x+ - 2*!a - -b", "let y = -x + -2 * !a - -b")]
    [InlineData("let y=x^-2^b", "let y = x ^ -2 ^ b")]
    [InlineData("require -x<3&&(y),\"m\"", "require -x < 3 && (y), \"m\"")]
    [InlineData("require ( y )", "require (y)")]
    [InlineData("let z=f ( x , heads : , dim:4 )[ b , t ] . h", "let z = f(x, heads:, dim: 4)[b, t].h")]
    [InlineData("let z=x[ : n ,m: , ... ,a .. b]", "let z = x[:n, m:, ..., a..b]")]
    [InlineData("let z=c?a:b?f(u :c?1:2):[ 1,2 ]", "let z = c ? a : b ? f(u: c ? 1 : 2) : [1, 2]")]
    [InlineData("let z=softmax[ s|s<=t ]( x )|>f( )", "let z = softmax[s | s <= t](x) |> f()")]
    [InlineData("let (a,b)=split( z,2 )", "let (a, b) = split(z, 2)")]
    [InlineData("let y=u=>[ b,t:T ]=>u[b,t]", "let y = u => [b, t: T] => u[b, t]")]
    [InlineData("for v in[a,b]as _{ x*=v }", "for v in [a, b] as _ { x *= v }")]
    [InlineData("for i in 0 .. -n{}", "for i in 0..-n { }")]
    [InlineData("if c{a=1 b=2}else if(d){}else{ }", "if c { a = 1  b = 2 } else if (d) { } else { }")]
    [InlineData("output a . b as c [ i ] . d:float[ ]=x", "output a.b as c[i].d : float[] = x")]
    [InlineData("param p:list< list<float[B,... ]> >->float=y<2", "param p : list<list<float[B, ...]>> -> float = y < 2")]
    [InlineData("let y = list<2", "let y = list < 2")]
    [InlineData("let y = 1 .x", "let y = 1 .x")]
    public void Blanks(string text, string formatted) => Formatted.Body(text).ShouldBe(formatted);

    [Fact]
    public void Header_and_mappings() => Formatted.Text("""
        namespace  A . B
        import "b.model"
        import  c.d
        const  turn [ i:2 ]=i
        model M( a:int=2,g:"x"|"y"="x" ){ }
        recurrence R(x:float[T])over T is  lsrl->( u:float[T],v:float[] ){ return ( x,x ) }


        quantize  "q"{
          layers.*.mlp : int4(group:32)
            embed:float16 }
        """).ShouldBe("""
        namespace A.B
        import "b.model"
        import c.d
        const turn[i: 2] = i
        model M(a: int = 2, g: "x" | "y" = "x") { }
        recurrence R(x: float[T]) over T is lsrl -> (u: float[T], v: float[]) { return (x, x) }

        quantize "q" {
            layers.*.mlp : int4(group: 32)
            embed        : float16
        }

        """);

    [Fact]
    public void Braces_indent_and_blank_lines_separate() => Formatted.Text("""


        model M
        {

              input x : float[B]


              if true
              { let y = x
                let z = y } else
              {
              }
              // the end

        }
        op f(x: float[B]) -> float[B] { return x }
        // about g
        op g(x: float[B]) -> float[B] {
        return x }
        """).ShouldBe("""
        model M {
            input x : float[B]

            if true {
                let y = x
                let z = y
            } else { }
            // the end
        }

        op f(x: float[B]) -> float[B] { return x }

        // about g
        op g(x: float[B]) -> float[B] {
            return x
        }

        """);

    [Fact]
    public void Comments_stay() => Formatted.Text("""
        // first
            /// documents M
        model M { // behind the brace
        // before
        ///of x
        input x : float[B] /// behind x
          // between


          // and more
        let y = f(x, // one
        // two
         x) +
         // three
         x  // four
        let longer_name = x // five
        } // six
        // last
        """).ShouldBe("""
        // first
        /// documents M
        model M {  // behind the brace
            // before
            ///of x
            input x : float[B]  /// behind x
            // between

            // and more
            let y = f(x,  // one
                      // two
                      x) +
                // three
                x                // four
            let longer_name = x  // five
        }  // six
        // last

        """);

    [Fact]
    public void Declarations_are_tables_and_other_columns_are_the_authors() => Formatted.Body("""
        param a : float[size] = 0
        param longer as b : float[4] = 1
        buffer c : int64[2]
        param d : float[4]   = 1
        param eps : float[16] = 1

        param f : float[4] = 1
        let q = Linear(x, 3)    as q |> heads(2)
        let k = Linear(x, 3 * 4)as k |> heads(2)
        let v = Linear(x, 3 * 4) as v |> heads(2)
        let one   = 1
        let three = 3
        let eleven = 11
        let a = 1
        """).ShouldBe("""
        param a           : float[size] = 0
        param longer as b : float[4] = 1
        buffer c : int64[2]
        param d   : float[4]  = 1
        param eps : float[16] = 1

        param f : float[4] = 1
        let q = Linear(x, 3) as q |> heads(2)
        let k = Linear(x, 3 * 4) as k |> heads(2)
        let v = Linear(x, 3 * 4) as v |> heads(2)
        let one   = 1
        let three = 3
        let eleven = 11
        let a = 1
        """);

    [Fact]
    public void A_row_that_the_table_would_make_too_long_is_left_out()
    {
        var value = string.Join(" + ", Enumerable.Repeat("value", 10));

        Formatted.Body($"""
            output a : float[B] = x
            output bb : float[B] = x
            output c : float[B, size, another] = {value}
            output some_name : float[B] = x
            output d : float[B] = x
            """).ShouldBe($"""
            output a  : float[B] = x
            output bb : float[B] = x
            output c : float[B, size, another] = {value}
            output some_name : float[B] = x
            output d         : float[B] = x
            """);
    }

    [Fact]
    public void Line_breaks_of_the_author_stay_where_one_may_stand() => Formatted.Body("""
        let
        a
        = b +
        c
          |>
           f( x,
        y
        , z
        )
        let p = softmax[s | s <= t](
              sum[e](a)
         )
        let q = c
        ? a :
        b
        let m = [
         1, 2,
         3]
        """).ShouldBe("""
        let a =
            b
            + c
            |> f(x,
                 y,
                 z)
        let p = softmax[s | s <= t](
            sum[e](a)
        )
        let q = c
            ? a
            : b
        let m = [
            1, 2,
            3]
        """);

    [Fact]
    public void Long_lines_are_broken_outside_in()
    {
        var parameters = string.Join(", ", Enumerable.Range(0, 9).Select(i => $"parameter_{i}: int = {i}"));

        Formatted.Text($$"""
            block B(x: float[B, T, D], {{parameters}}) -> float[B, T, D] {
                let p[b, h, t, s] = softmax[s | s <= t](sum[e](q[b, t, h, e] * k[b, s, h / group, e]) * head_dim ^ -0.5 + log(x + 1))
                let v = first_function(second_function(x, parameter_0, parameter_1), parameter_2) |> third_function(parameter_3, 4, 5)
                if parameter_0 < 1000000000000000000 && true { return x + x + x + x + x + x + x + x + x + x + x + x + x + x + x + x + x }
                return x
            }
            """).ShouldBe("""
            block B(x: float[B, T, D], parameter_0: int = 0, parameter_1: int = 1, parameter_2: int = 2, parameter_3: int = 3,
                    parameter_4: int = 4, parameter_5: int = 5, parameter_6: int = 6, parameter_7: int = 7, parameter_8: int = 8)
                -> float[B, T, D] {
                let p[b, h, t, s] =
                    softmax[s | s <= t](sum[e](q[b, t, h, e] * k[b, s, h / group, e]) * head_dim ^ -0.5 + log(x + 1))
                let v =
                    first_function(second_function(x, parameter_0, parameter_1), parameter_2) |> third_function(parameter_3, 4, 5)
                if parameter_0 < 1000000000000000000 && true {
                    return x + x + x + x + x + x + x + x + x + x + x + x + x + x + x + x + x
                }
                return x
            }

            """);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData(" \n\n", "")]
    [InlineData("const a=1", "const a = 1\n")]
    [InlineData("const a=1\r\nconst b=2\n", "const a = 1\r\nconst b = 2\r\n")]
    [InlineData("// only \t\n\n\n// comments", "// only\n\n// comments\n")]
    [InlineData("const a=1// x\r// y", "const a = 1  // x\n// y\n")]
    public void Line_ends(string text, string formatted) => Formatted.Text(text).ShouldBe(formatted);

    [Fact]
    public void A_text_with_errors_is_refused()
    {
        var diagnostics = new DiagnosticBag();

        Formatter.Format(new SourceText("test.model", "model M { let x = }"), diagnostics).ShouldBeNull();

        diagnostics.Items.ShouldHaveSingleItem().Kind.ShouldBe(Diagnostics.UnexpectedText);
    }
}
