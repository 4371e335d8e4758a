using Saccade.Checkpoints;

namespace Saccade.Experiments.Runs;

/// <summary>The best model of a run that is resumed, which its checkpoint does not hold.</summary>
internal static class BestModel
{
    /// <summary>
    /// Whether it is there, or none is expected yet. A model of a later epoch does not count: that epoch is trained again.
    /// </summary>
    /// <param name="run">The run.</param>
    /// <param name="trainer">The training as its checkpoint has it.</param>
    /// <param name="lost">A warning if the model was there and cannot be read; else null.</param>
    /// <exception cref="SaccadeException">It cannot be read, and no epoch is left that could make another.</exception>
    public static bool IsThere(RunFolder run, Trainer trainer, out string? lost)
    {
        lost = null;
        if (trainer.State.BestErrorPercent is not double error)
        {
            return true;
        }
        try
        {
            return ModelFile.Read(run.ModelPath).Facts.TryGetValue("epoch", out string? text)
                && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int epoch) && epoch <= trainer.State.Epoch;
        }
        catch (SaccadeException e)
        {
            string held = FormattableString.Invariant(
                $"it held the best weights, those of epoch {trainer.State.BestEpoch} with a validation error of {error:F2}%");
            string remedy = trainer.Finished
                ? $"{held}, and the run is finished: bring the file back, or begin a new run with --run"
                : $"{held}: the next epoch's take their place, even if they are worse";
            SaccadeException failure = e.With(e.Error with { Remedy = remedy });
            lost = trainer.Finished ? throw failure : failure.Message;
            return false;
        }
    }
}
