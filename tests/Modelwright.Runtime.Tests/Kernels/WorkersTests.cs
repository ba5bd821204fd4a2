using Modelwright.Kernels;

namespace Modelwright.Runtime.Tests.Kernels;

[Collection(PoolThreads.Collection)]
public sealed class WorkersTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void Every_worker_does_its_share(int threads)
    {
        var workers = new Workers(Options(threads));
        for (var call = 0; call < 50; call++)
        {
            var counts = new int[1000 + call];
            Run(workers, new Counting(counts));
            counts.ShouldAllBe(count => count == 1);
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void What_is_written_before_all_wait_is_read_behind(int threads)
    {
        var workers = new Workers(Options(threads));
        for (var call = 0; call < 20; call++)
        {
            var sums = new long[257];
            Run(workers, new Rotating(sums, 100));
            sums.ShouldAllBe(sum => sum == 100);
        }
    }

    [Fact]
    public void Calls_overlap_while_memory_moves()
    {
        var workers = new Workers(Options(3));
        using var ends = new CancellationTokenSource();
        var collecting = new Thread(() =>
        {
            while (!ends.IsCancellationRequested)
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
                Thread.Sleep(1);
            }
        });
        collecting.Start();
        Parallel.For(0, 4, new ParallelOptions { MaxDegreeOfParallelism = 4 }, _ =>
        {
            for (var call = 0; call < 50; call++)
            {
                var sums = new long[100 + call];
                Run(workers, new Rotating(sums, 20));
                sums.ShouldAllBe(sum => sum == 20);
            }
        });
        ends.Cancel();
        collecting.Join();
    }

    [Theory]
    [InlineData("0", "0")]
    [InlineData("2", "2")]
    [InlineData("12", "1")]
    [InlineData("02", "0")]
    public void The_first_worker_that_fails_counts_and_the_others_leave(string failing, string thrown)
    {
        var workers = new Workers(Options(3));
        for (var call = 0; call < 20; call++)
        {
            var failure = Should.Throw<InvalidOperationException>(() => Run(workers, new Failing(failing)));
            failure.Message.ShouldBe("worker " + thrown);
            failure.StackTrace!.ShouldContain(nameof(Failing));
            var counts = new int[100];
            Run(workers, new Counting(counts));
            counts.ShouldAllBe(count => count == 1);
        }
    }

    [Fact]
    public void Small_calls_and_small_steps_are_not_shared()
    {
        var grain = Grain.Measured with { LeastPatience = Grain.Finest.LeastPatience };
        var workers = new Workers(new ModelOptions { Threads = 4, Grain = grain });
        var seen = new int[2];
        Run(workers, new Stepping(seen, grain.Call - 1, 0));
        seen.ShouldBe([1, 1]);
        Run(workers, new Stepping(seen, grain.Call, grain.Step - 1));
        seen.ShouldBe([4, 1]);
        Run(workers, new Stepping(seen, grain.Call, grain.Step));
        seen.ShouldBe([4, 4]);
    }

    [Fact]
    public void Workers_are_given_the_same_scratch()
    {
        var workers = new Workers(Options(5));
        for (var call = 0; call < 10; call++)
        {
            var differences = new int[1];
            Run(workers, new Taking(differences, call));
            differences[0].ShouldBe(0);
        }
    }

    [Fact]
    public void Nothing_is_allocated_once_warm()
    {
        var workers = new Workers(Options(3));
        var counts = new int[5000];
        Allocation.Of(() => Run(workers, new Counting(counts))).ShouldBe(0);
    }

    [Fact]
    public void Between_turns_the_order_shows()
    {
        foreach (var turns in new[] { Turns.Upwards, Turns.Downwards })
        {
            var workers = new Workers(Options(4) with { Turns = turns });
            var order = new List<int>();
            Run(workers, new Listing(order));
            int[] once = turns == Turns.Upwards ? [0, 1, 2, 3] : [3, 2, 1, 0];
            order.ShouldBe([.. once, .. once]);
        }
    }

    [Fact]
    public void There_is_at_least_one_thread() => Should.Throw<ArgumentOutOfRangeException>(() => new ModelOptions { Threads = 0 });

    private static ModelOptions Options(int threads) => new() { Threads = threads, Grain = Grain.Finest };

    private static void Run<TCall>(Workers workers, TCall call)
        where TCall : struct, ICall, allows ref struct
    {
        var worker = workers.Rent();
        try
        {
            worker.Run(call);
        }
        finally
        {
            workers.Return(worker);
        }
    }

    private readonly ref struct Counting(Span<int> counts) : ICall
    {
        private readonly Span<int> _counts = counts;

        public long Cost => 0;

        public void Run(Worker worker)
        {
            _counts[0] = 0;
            worker.Wait();
            var own = worker.Share(_counts.Length);
            for (var i = own.Start; i < own.End; i++)
                _counts[i] = 1;
        }
    }

    // Each adds to what the next worker has in the round before: without waiting, some additions are lost.
    private readonly ref struct Rotating(Span<long> sums, int rounds) : ICall
    {
        private readonly Span<long> _sums = sums;

        public long Cost => 0;

        public void Run(Worker worker)
        {
            for (var round = 0; round < rounds; round++)
            {
                var own = worker.Share(_sums.Length);
                var shift = _sums.Length * (round % worker.Count) / worker.Count;
                for (var i = own.Start; i < own.End; i++)
                    _sums[(i + shift) % _sums.Length]++;
                worker.Wait();
            }
        }
    }

    private readonly struct Failing(string who) : ICall
    {
        public long Cost => 0;

        public void Run(Worker worker)
        {
            worker.Wait();
            if (who.Contains((char)('0' + worker.Index)))
                throw new InvalidOperationException($"worker {worker.Index}");
            worker.Wait();
            worker.Wait();
        }
    }

    private readonly ref struct Stepping(Span<int> seen, long cost, long step) : ICall
    {
        private readonly Span<int> _seen = seen;

        public long Cost => cost;

        public void Run(Worker worker)
        {
            if (worker.IsFirst)
                _seen[0] = worker.Count;
            if (!worker.Enter(step))
                return;
            if (worker.IsFirst)
                _seen[1] = worker.Count;
            worker.Leave();
        }
    }

    private readonly ref struct Taking(Span<int> differences, int seed) : ICall
    {
        private readonly Span<int> _differences = differences;

        public long Cost => 0;

        public void Run(Worker worker)
        {
            var random = new Random(seed);
            for (var i = 0; i < 50; i++)
            {
                var mark = worker.Mark();
                var room = worker.Take<int>(random.Next(1, 50_000));
                if (worker.IsFirst)
                    room[0] = i;
                worker.Wait();
                if (room[0] != i)
                    Interlocked.Increment(ref _differences[0]);
                worker.Wait();
                if (random.Next(2) == 0)
                    worker.Release(mark);
            }
        }
    }

    private readonly struct Listing(List<int> order) : ICall
    {
        public long Cost => 0;

        public void Run(Worker worker)
        {
            order.Add(worker.Index);
            worker.Wait();
            order.Add(worker.Index);
        }
    }
}
