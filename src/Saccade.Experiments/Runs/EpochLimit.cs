namespace Saccade.Experiments.Runs;

/// <summary>Stops a training after the first epoch with which it has done enough; the state of that epoch is saved.</summary>
/// <param name="inner">Receives the events.</param>
/// <param name="isDone">Whether the epochs so far are enough.</param>
/// <param name="over">Stops the training.</param>
internal sealed class EpochLimit(ITrainingObserver inner, Func<bool> isDone, CancellationTokenSource over) : ITrainingObserver
{
    public void StepDone(Trainer trainer, StepReport step) => inner.StepDone(trainer, step);

    public void StepSkipped(Trainer trainer, NumericalException fault) => inner.StepSkipped(trainer, fault);

    public void EpochDone(Trainer trainer, EpochMetrics metrics, bool best)
    {
        inner.EpochDone(trainer, metrics, best);
        if (!trainer.Finished && isDone())
        {
            over.Cancel();
        }
    }
}
