using Saccade.Experiments.Benchmarks;
using Saccade.Experiments.Runs;
using Saccade.Training;

namespace Saccade.Tests.Experiments.Benchmarks;

/// <summary>Keeps what a reproduction reports, and can stop it after a number of steps.</summary>
internal sealed class Recorder : IReproductionDisplay, ITrainingObserver
{
    public List<string> Lines { get; } = [];

    /// <summary>Steps trained.</summary>
    public int Steps { get; private set; }

    public int StopAfter { get; init; } = int.MaxValue;

    public CancellationTokenSource Stop { get; } = new();

    public void WriteLine(string line) => Lines.Add(line);

    public void Show(TrainingRun run, Action<ITrainingObserver> train) => train(this);

    public void StepDone(Trainer trainer, StepReport step)
    {
        if (++Steps == StopAfter)
        {
            Stop.Cancel();
        }
    }

    public void EpochDone(Trainer trainer, EpochMetrics metrics, bool best) { }
}
