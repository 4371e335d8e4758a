using System.Runtime.ExceptionServices;

namespace Saccade.Cpu.Threading;

/// <summary>
/// Worker threads that carry out one operation after the other; the caller is worker 0. In training the next operation follows within
/// microseconds, so workers spin for a moment before they sleep.
/// </summary>
internal sealed class WorkerPool : IDisposable
{
    private readonly Worker[] _others;
    // One job for each type of operation, so that handing one over allocates nothing.
    private readonly Dictionary<Type, Job> _jobs = [];
    private readonly Signal _done = new();
    private int _running;

    public WorkerPool(int workers) => _others = [.. Enumerable.Range(1, workers - 1).Select(index => new Worker(this, index))];

    public int Workers => _others.Length + 1;

    /// <summary>Runs an operation on the first workers and waits for all. Their group learns of a failure, or it would wait.</summary>
    public void Run<TOperation>(in TOperation operation, int workers, WorkerGroup? group = null)
        where TOperation : struct, IOperation
    {
        Job<TOperation>? job = workers > 1 ? Start(operation, workers, group) : null;
        try
        {
            operation.Run(0);
        }
        catch (Exception failure) when (group is not null)
        {
            group.Fail(failure);
            throw;
        }
        finally
        {
            if (job is not null)
            {
                _done.Wait();
                job.Operation = default;
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

    private Job<TOperation> Start<TOperation>(in TOperation operation, int workers, WorkerGroup? group)
        where TOperation : struct, IOperation
    {
        if (!_jobs.TryGetValue(typeof(TOperation), out Job? found))
        {
            _jobs.Add(typeof(TOperation), found = new Job<TOperation>());
        }
        Job<TOperation> job = (Job<TOperation>)found;
        (job.Operation, job.Group, _running) = (operation, group, workers - 1);
        for (int i = 0; i < workers - 1; i++)
        {
            _others[i].Start(job);
        }
        return job;
    }

    private void WorkerDone()
    {
        if (Interlocked.Decrement(ref _running) == 0)
        {
            _done.Set();
        }
    }

    /// <summary>An operation on its way to other threads.</summary>
    private abstract class Job
    {
        public WorkerGroup? Group { get; set; }

        public abstract void Run(int worker);
    }

    private sealed class Job<TOperation> : Job
        where TOperation : struct, IOperation
    {
        private TOperation _operation;

        public TOperation Operation { set => _operation = value; }

        public override void Run(int worker) => _operation.Run(worker);
    }

    private sealed class Worker
    {
        private readonly WorkerPool _pool;
        private readonly int _index;
        private readonly Signal _go = new();
        private readonly Thread _thread;
        private Job? _job;
        private Exception? _failure;

        public Worker(WorkerPool pool, int index)
        {
            (_pool, _index) = (pool, index);
            _thread = new Thread(Loop) { IsBackground = true, Name = $"Saccade {index}" };
            _thread.Start();
        }

        public void Start(Job job)
        {
            (_job, _failure) = (job, null);
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
            _job = null;
            _go.Set();
            _thread.Join();
            _go.Dispose();
        }

        private void Loop()
        {
            while (true)
            {
                _go.Wait();
                if (_job is not Job job)
                {
                    return;
                }
                try
                {
                    job.Run(_index);
                }
                catch (Exception failure)
                {
                    _failure = failure;
                    job.Group?.Fail(failure);
                }
                _pool.WorkerDone();
            }
        }
    }
}
