using System.Runtime.ExceptionServices;

namespace Saccade.Fast;

/// <summary>
/// Workers that take their shares of one piece of work after the other, the caller being the first of them. They wait for
/// the next piece on their core for a moment before they sleep, since in training it comes within microseconds.
/// </summary>
internal sealed class Crew : IDisposable
{
    private const int SpinCount = 2000;

    private readonly Worker[] _others;
    private readonly ManualResetEventSlim _done = new(false, SpinCount);
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
        _done.Reset();
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
        private readonly ManualResetEventSlim _go = new(false, SpinCount);
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
                _go.Reset();
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
}
