using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace Saccade.Fast;

/// <summary>
/// Workers that take their shares of one piece of work after the other, the caller being the first of them. In training the
/// next piece comes within microseconds, so they watch for it on their cores for a moment before they sleep.
/// </summary>
internal sealed class Crew : IDisposable
{
    private readonly Worker[] _others;
    private readonly Signal _done = new();
    private int _working;

    public Crew(int workers)
    {
        _others = [.. Enumerable.Range(1, workers - 1).Select(index => new Worker(this, index))];
    }

    public int Workers => _others.Length + 1;

    /// <summary>Has the first <paramref name="workers"/> workers do their shares, and waits for all of them.</summary>
    public void Run(Action<int> work, int workers)
    {
        _working = workers - 1;
        for (int i = 0; i < workers - 1; i++)
        {
            _others[i].Begin(work);
        }
        try
        {
            work(0);
        }
        finally
        {
            if (workers > 1)
            {
                _done.Wait();
            }
        }
        for (int i = 0; i < workers - 1; i++)
        {
            _others[i].ThrowIfFailed();
        }
    }

    public void Dispose()
    {
        foreach (Worker worker in _others)
        {
            worker.End();
        }
        _done.Dispose();
    }

    private void OneIsDone()
    {
        if (Interlocked.Decrement(ref _working) == 0)
        {
            _done.Set();
        }
    }

    private sealed class Worker
    {
        private readonly Crew _crew;
        private readonly int _index;
        private readonly Signal _go = new();
        private readonly Thread _thread;
        private Action<int>? _work;
        private Exception? _failure;

        public Worker(Crew crew, int index)
        {
            (_crew, _index) = (crew, index);
            _thread = new Thread(Work) { IsBackground = true, Name = $"Saccade {index}" };
            _thread.Start();
        }

        public void Begin(Action<int> work)
        {
            (_work, _failure) = (work, null);
            _go.Set();
        }

        public void ThrowIfFailed()
        {
            if (_failure is Exception failure)
            {
                ExceptionDispatchInfo.Throw(failure);
            }
        }

        public void End()
        {
            _work = null;
            _go.Set();
            _thread.Join();
            _go.Dispose();
        }

        private void Work()
        {
            while (true)
            {
                _go.Wait();
                if (_work is not Action<int> work)
                {
                    return;
                }
                try
                {
                    work(_index);
                }
                catch (Exception e)
                {
                    _failure = e;
                }
                _crew.OneIsDone();
            }
        }
    }

    /// <summary>
    /// What one thread waits for and another sets. Whoever waits keeps its core for a while, without a word to the system:
    /// told that a thread has nothing to do, it likes to put two workers on one core.
    /// </summary>
    private sealed class Signal : IDisposable
    {
        private const int Unset = 0, IsSet = 1, Asleep = 2;
        private const int Pauses = 16;
        private static readonly long s_patience = Stopwatch.Frequency / 5000;

        private readonly SemaphoreSlim _sleep = new(0);
        private int _state;

        public void Set()
        {
            if (Interlocked.Exchange(ref _state, IsSet) == Asleep)
            {
                _sleep.Release();
            }
        }

        /// <summary>Waits for one <see cref="Set"/>, and takes it.</summary>
        public void Wait()
        {
            long start = Stopwatch.GetTimestamp();
            while (Volatile.Read(ref _state) != IsSet)
            {
                if (Stopwatch.GetTimestamp() - start > s_patience && Interlocked.CompareExchange(ref _state, Asleep, Unset) == Unset)
                {
                    _sleep.Wait();
                    break;
                }
                Thread.SpinWait(Pauses);
            }
            Volatile.Write(ref _state, Unset);
        }

        public void Dispose() => _sleep.Dispose();
    }
}
