using System.Collections.Concurrent;
using Saccade.Data;
using Saccade.Evaluation;
using Saccade.Experiments.Runs;
using Saccade.Learning;
using Saccade.Model;
using Saccade.Runtime;

namespace Saccade.Web.Looking;

/// <summary>
/// One thread that owns one engine. An engine is not made for several threads at once, and libtorch keeps its number of
/// threads, and a team of workers, for each thread that calls it: thus all calls come from one.
/// </summary>
internal sealed class LookQueue : IDisposable
{
    private readonly BlockingCollection<Waiting> _waiting = new(LookLimits.MostWaiting);
    private readonly Thread _thread;
    private readonly int _threads;
    private volatile TrainedModel _trained;
    private DateTime _written;

    public LookQueue(TrainedModel trained, int threads)
    {
        // Of when the file is that was read nobody knows: the first look reads it again.
        (_trained, _threads) = (trained, threads);
        _thread = new(Work) { IsBackground = true, Name = "look" };
        _thread.Start();
    }

    /// <summary>The weights looked with last.</summary>
    public TrainedModel Trained => _trained;

    /// <summary>Looks at a batch of one image, after those that wait already; null if they are too many.</summary>
    public Task<GlimpseTrace>? Look(Batch batch, RolloutNoise noise, CancellationToken cancellation)
    {
        Waiting look = new(batch, noise, new(TaskCreationOptions.RunContinuationsAsynchronously), cancellation);
        return _waiting.TryAdd(look, 0, CancellationToken.None) ? look.Answer.Task : null;
    }

    /// <summary>Answers what is waiting, then frees the engine.</summary>
    public void Dispose()
    {
        _waiting.CompleteAdding();
        _thread.Join();
        _waiting.Dispose();
    }

    private void Work()
    {
        ITrainingEngine? agent = null;
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
                    agent ??= _trained.MakeAgent(_threads);
                    TakeOverNewWeights(agent);
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

    private void TakeOverNewWeights(ITrainingEngine agent)
    {
        DateTime written = File.GetLastWriteTimeUtc(_trained.Path);
        if (written == _written)
        {
            return;
        }
        // Before it is read: what is damaged is damaged still at the next look.
        _written = written;
        try
        {
            TrainedModel newer = TrainedModel.Open(_trained.Path);
            if (newer.File.Model == _trained.File.Model)
            {
                newer.RequireWeights();
                agent.LoadWeights(newer.File.Weights);
                _trained = newer with { Run = _trained.Run };
            }
        }
        catch (SaccadeException)
        {
            // The file is gone or damaged: the weights at hand are still good.
        }
    }

    private sealed record Waiting(Batch Batch, RolloutNoise Noise, TaskCompletionSource<GlimpseTrace> Answer, CancellationToken Cancellation);
}
