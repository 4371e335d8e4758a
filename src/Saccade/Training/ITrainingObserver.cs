namespace Saccade.Training;

/// <summary>Receives the events of a training, on the thread that trains; an exception ends the training.</summary>
public interface ITrainingObserver
{
    /// <summary>A step is done and the trainer's state has moved past it; a checkpoint may be saved here.</summary>
    void StepDone(Trainer trainer, StepReport step) { }

    /// <summary>A step was skipped because loss or gradient was NaN or infinite; the trainer's state has moved past it.</summary>
    /// <param name="trainer">The trainer.</param>
    /// <param name="fault">What was NaN or infinite, at which step.</param>
    void StepSkipped(Trainer trainer, NumericalException fault) { }

    /// <summary>An epoch is done and validated, and the trainer's state has moved past it.</summary>
    /// <param name="trainer">The trainer.</param>
    /// <param name="metrics">The metrics of the epoch.</param>
    /// <param name="best">Whether the validation error is the lowest so far.</param>
    void EpochDone(Trainer trainer, EpochMetrics metrics, bool best) { }
}
