using System.Collections.Concurrent;
using Saccade.Evaluation;
using Saccade.Experiments.Runs;
using Saccade.Policy;
using Saccade.Tasks;
using Saccade.Training;

namespace Saccade.Web.Rollouts;

/// <summary>
/// One thread that owns one engine. An engine does not support several threads at once, and libtorch keeps its number of
/// threads and its workers for each calling thread: all calls must come from one.
/// </summary>
internal sealed class RolloutQueue : IDisposable
{
    private readonly BlockingCollection<Waiting> _waiting = new(RequestLimits.MostWaiting);
    private readonly Thread _thread;
    private readonly int _threads;
    private volatile TrainedModel _trained;
    private volatile bool _ended;
    private DateTime _written;

    public RolloutQueue(TrainedModel trained, int threads)
    {
        // The time of the file that was read is unknown: the first rollout reads it again.
        (_trained, _threads) = (trained, threads);
        _thread = new(Work) { IsBackground = true, Name = "look" };
        _thread.Start();
    }

    /// <summary>The weights looked with last.</summary>
    public TrainedModel Trained => _trained;

    /// <summary>Looks at a batch of one image, after those that wait already; null if they are too many, or if it has ended.</summary>
    public Task<GlimpseTrace>? Look(ImageBatch batch, RolloutNoise noise, CancellationToken cancellation)
    {
        Waiting look = new(batch, noise, new(TaskCreationOptions.RunContinuationsAsynchronously), cancellation);
        try
        {
            return _waiting.TryAdd(look, 0, CancellationToken.None) ? look.Answer.Task : null;
        }
        catch (InvalidOperationException) when (_ended)
        {
            return null;
        }
    }

    /// <summary>Answers what is waiting, then frees the engine.</summary>
    public void Dispose()
    {
        _ended = true;
        _waiting.CompleteAdding();
        _thread.Join();
        _waiting.Dispose();
    }

    private void Work()
    {
        IEngine? agent = null;
        try
        {
            foreach (Waiting look in _waiting.GetConsumingEnumerable())
            {
                if (look.Cancellation.IsCancellationRequested)
                {
                    look.Answer.SetCanceled(look.Cancellation);
                    continue;
                }
                try
                {
                    agent ??= _trained.CreateEngine(_threads);
                    LoadNewWeights(agent);
                    look.Answer.SetResult(GlimpseTracer.Trace(agent, look.Batch, look.Noise)[0]);
                }
                catch (Exception e)
                {
                    look.Answer.SetException(e);
                }
            }
        }
        finally
        {
            agent?.Dispose();
        }
    }

    private void LoadNewWeights(IEngine agent)
    {
        DateTime written = File.GetLastWriteTimeUtc(_trained.Path);
        if (written == _written)
        {
            return;
        }
        // Set before reading: a damaged file is not read again at the next rollout.
        _written = written;
        try
        {
            TrainedModel newer = TrainedModel.Open(_trained.Path);
            if (newer.File.Model == _trained.File.Model)
            {
                agent.LoadWeights(newer.File.Weights);
                _trained = _trained with { File = newer.File };
            }
        }
        catch (SaccadeException)
        {
            // The file is missing or damaged: the loaded weights are still good.
        }
    }

    private sealed record Waiting(
        ImageBatch Batch, RolloutNoise Noise, TaskCompletionSource<GlimpseTrace> Answer, CancellationToken Cancellation);
}
