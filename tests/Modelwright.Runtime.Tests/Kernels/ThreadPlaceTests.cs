using System.Globalization;
using Modelwright.Kernels;

namespace Modelwright.Runtime.Tests.Kernels;

public class ThreadPlaceTests
{
    private const int Tries = 100;

    [PlacedThreadsFact]
    public void A_thread_keeps_off_the_processor_of_who_calls_and_only_off_that()
    {
        using var thread = new Placed();
        var everywhere = thread.Allowed();
        for (var i = 0; i < Tries; i++)
        {
            var before = Thread.GetCurrentProcessorId();
            thread.Place!.AvoidCaller();
            if (Thread.GetCurrentProcessorId() != before)
                continue;
            thread.Allowed().ShouldBe(everywhere.Where(processor => processor != before));
            return;
        }

        Assert.Fail($"moved from processor to processor {Tries} times");
    }

    /// <summary>A thread that says where it may run.</summary>
    private sealed class Placed : IDisposable
    {
        private readonly SemaphoreSlim _ask = new(0);
        private readonly SemaphoreSlim _told = new(0);
        private readonly Thread _thread;
        private IReadOnlyList<int> _allowed = [];
        private bool _isOver;

        public Placed()
        {
            _thread = new Thread(Run) { IsBackground = true };
            _thread.Start();
            _told.Wait();
        }

        public ThreadPlace? Place { get; private set; }

        public IReadOnlyList<int> Allowed()
        {
            _ask.Release();
            _told.Wait();
            return _allowed;
        }

        public void Dispose()
        {
            _isOver = true;
            _ask.Release();
            _thread.Join();
            _ask.Dispose();
            _told.Dispose();
        }

        private void Run()
        {
            Place = ThreadPlace.OfCurrent();
            _told.Release();
            while (true)
            {
                _ask.Wait();
                if (_isOver)
                    return;
                _allowed = Read();
                _told.Release();
            }
        }

        // "Cpus_allowed_list:	0,2-3"
        private static IReadOnlyList<int> Read()
        {
            const string Key = "Cpus_allowed_list:";
            var line = File.ReadLines("/proc/thread-self/status").First(l => l.StartsWith(Key, StringComparison.Ordinal));
            return [.. line[Key.Length..].Trim().Split(',').Select(range => range.Split('-')).SelectMany(range => Enumerable.Range(Number(range[0]), Number(range[^1]) - Number(range[0]) + 1))];
        }

        private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
    }

    /// <summary>A test that only runs where a program says where its threads run, and has a choice.</summary>
    private sealed class PlacedThreadsFactAttribute : FactAttribute
    {
        public PlacedThreadsFactAttribute() =>
            Skip = !OperatingSystem.IsLinux() ? "only Linux is told where threads run" : Environment.ProcessorCount == 1 ? "there is one processor" : null;
    }
}
