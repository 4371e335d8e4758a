using Saccade.Errors;
using Saccade.Training;

namespace Saccade.Tests.Reference;

/// <summary>Keeps what a training reports, and stops it after a number of steps.</summary>
internal sealed class Observer : ITrainingObserver, IDisposable
{
    private readonly CancellationTokenSource _stop = new();

    /// <summary>After how many of its steps the training is to stop; null for never.</summary>
    public int? StopAfter { get; init; }

    /// <summary>Is called after every step.</summary>
    public Action<Trainer>? AfterStep { get; init; }

    /// <summary>Is called after every epoch.</summary>
    public Action<Trainer>? AfterEpoch { get; init; }

    public CancellationToken Stop => _stop.Token;

    public List<StepReport> Steps { get; } = [];

    public List<EpochMetrics> Epochs { get; } = [];

    public List<bool> Best { get; } = [];

    public void StepDone(Trainer trainer, StepReport step)
    {
        Steps.Add(step);
        if (Steps.Count == StopAfter)
        {
            _stop.Cancel();
        }
        AfterStep?.Invoke(trainer);
    }

    public List<string> Skipped { get; } = [];

    public void StepSkipped(Trainer trainer, NumericalException fault) => Skipped.Add(fault.Message);

    public void EpochDone(Trainer trainer, EpochMetrics metrics, bool best)
    {
        Epochs.Add(metrics);
        Best.Add(best);
        AfterEpoch?.Invoke(trainer);
    }

    public void Dispose() => _stop.Dispose();
}
