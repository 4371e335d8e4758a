using Saccade.Experiments.Reproducing;
using Saccade.Experiments.Runs;
using Saccade.Learning;

namespace Saccade.Tests.Reproducing;

/// <summary>Keeps what a reproduction tells, and can stop it after a number of steps.</summary>
internal sealed class Recorder : IReproductionDisplay, ITrainingObserver
{
    public List<string> Lines { get; } = [];

    /// <summary>Steps trained.</summary>
    public int Steps { get; private set; }

    public int StopAfter { get; init; } = int.MaxValue;

    public CancellationTokenSource Stop { get; } = new();

    public void Say(string line) => Lines.Add(line);

    public bool Show(TrainingRun run, Func<ITrainingObserver, bool> train) => train(this);

    public void StepDone(Trainer trainer, StepReport step)
    {
        if (++Steps == StopAfter)
        {
            Stop.Cancel();
        }
    }

    public void EpochDone(Trainer trainer, EpochMetrics metrics, bool best) { }
}

/// <summary>A clock on which a second passes whenever it is read, and two at each of so many first times.</summary>
internal sealed class SteadyClock(int slow = 0) : TimeProvider
{
    private int _reads;
    private long _now;

    public override long TimestampFrequency => 1;

    public override long GetTimestamp() => _now += _reads++ < slow ? 2 : 1;
}
