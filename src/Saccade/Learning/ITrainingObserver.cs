namespace Saccade.Learning;

/// <summary>Is told how a training goes on; called on the training's thread.</summary>
public interface ITrainingObserver
{
    /// <summary>A step is done and the trainer's state has moved past it; a checkpoint may be saved here.</summary>
    void StepDone(Trainer trainer, StepReport step) { }

    /// <summary>A step was skipped because loss or gradient was no number, and the trainer's state has moved past it.</summary>
    /// <param name="trainer">The trainer.</param>
    /// <param name="reason">What was no number.</param>
    void StepSkipped(Trainer trainer, string reason) { }

    /// <summary>An epoch is done and validated, and the trainer's state has moved past it.</summary>
    /// <param name="trainer">The trainer.</param>
    /// <param name="metrics">The figures of the epoch.</param>
    /// <param name="best">Whether the validation error is the lowest yet.</param>
    void EpochDone(Trainer trainer, EpochMetrics metrics, bool best) { }
}
