using Spectre.Console;

namespace Saccade.Cli.Display;

/// <summary>Shows a training: plain lines, one an epoch, and on a terminal a progress bar with the time left below them.</summary>
internal static class TrainingDisplay
{
    /// <summary>Runs a training with an observer that shows it.</summary>
    public static bool Show(Trainer trainer, Func<ITrainingObserver, bool> train)
    {
        if (trainer.Finished)
        {
            return true;
        }
        Console.WriteLine("A star marks the lowest validation error so far, whose weights are kept.");
        Console.WriteLine(" epoch  loss    action  baseline  location  train err  validation err  images/s");
        if (Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Interactive)
        {
            return train(new Lines(Console.WriteLine));
        }
        return AnsiConsole.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context =>
            {
                ProgressTask task = context.AddTask("training", maxValue: (double)trainer.Epochs * trainer.StepsPerEpoch);
                task.Value = trainer.StepsDone;
                return train(new Lines(AnsiConsole.WriteLine, task));
            });
    }

    private sealed class Lines(Action<string> write, ProgressTask? task = null) : ITrainingObserver
    {
        public void StepDone(Trainer trainer, StepReport step)
        {
            if (task is not null)
            {
                task.Value = trainer.StepsDone;
                task.Description = $"epoch {trainer.State.Epoch + 1} of {trainer.Epochs}";
            }
        }

        public void StepSkipped(Trainer trainer, NumericalException fault) =>
            write($"Skipped a step, the {trainer.State.SkippedSteps}. of this run: {fault.Message}");

        public void EpochDone(Trainer trainer, EpochMetrics metrics, bool best)
        {
            LossTerms loss = metrics.Loss;
            write($"{metrics.Epoch,6}  {loss.Total,6:F3}  {loss.Action,6:F3}  {loss.Baseline,8:F3}  {loss.Location,8:F3}  "
                + $"{100 * (1 - metrics.TrainAccuracy),8:F2}%  {metrics.ValidationErrorPercent,12:F2}%{(best ? '*' : ' ')} "
                + $"{metrics.ImagesPerSecond,9:F0}");
        }
    }
}
