using Saccade.Experiments.Reports;
using Spectre.Console;

namespace Saccade.Cli.Display;

/// <summary>Shows a training: plain lines, one an epoch, and on a terminal a progress bar with the time left below them.</summary>
internal static class TrainingDisplay
{
    // A narrow terminal leaves out the speed first and the loss last.
    private static readonly TextColumn[] s_columns =
    [
        new("epoch", Width: 6), new("loss", Rank: 6, Width: 6), new("action", Rank: 4), new("baseline", Rank: 3),
        new("location", Rank: 2), new("train err", Rank: 5), new("validation err"), new("images/s", Rank: 1),
    ];

    // A net without attention has one loss term, which is the loss.
    private static readonly string[] s_terms = ["action", "baseline", "location"];

    /// <summary>Runs a training with an observer that shows it.</summary>
    public static void Show(Trainer trainer, Action<ITrainingObserver> train)
    {
        if (trainer.Finished)
        {
            return;
        }
        bool hasTerms = trainer.Engine.Model.TakesGlimpses;
        TextTable table = new(Columns(hasTerms), Terminal.Width);
        string missing = table.LeftOut.Count == 0 ? "" : $" The width leaves out {string.Join(", ", table.LeftOut)}; metrics.csv has them.";
        string lowest = trainer.Engine.Model.Stops ? "sum of validation error and price of its glimpses" : "validation error";
        Console.WriteLine(WrappedText.Of(
            $"A star marks the lowest {lowest} so far, whose weights are kept.{missing}", Terminal.Width, indent: 0));
        Console.WriteLine(table.Header);
        if (Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Interactive)
        {
            train(new Lines(table, hasTerms, Console.WriteLine));
            return;
        }
        AnsiConsole.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context =>
            {
                ProgressTask task = context.AddTask("training", maxValue: (double)trainer.Epochs * trainer.StepsPerEpoch);
                task.Value = trainer.StepsDone;
                train(new Lines(table, hasTerms, AnsiConsole.WriteLine, task));
            });
    }

    /// <summary>The columns of the table.</summary>
    /// <param name="hasTerms">Whether the loss is a sum of terms, as that of a model which takes glimpses.</param>
    internal static TextColumn[] Columns(bool hasTerms) =>
        [.. s_columns.Where(column => hasTerms || !s_terms.Contains(column.Title))];

    private sealed class Lines(TextTable table, bool hasTerms, Action<string> write, ProgressTask? task = null) : ITrainingObserver
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
            string[] terms = hasTerms ? [$"{loss.Action:F3}", $"{loss.Baseline:F3}", $"{loss.Location:F3}"] : [];
            write(table.Row(
            [
                $"{metrics.Epoch}", $"{loss.Total:F3}", .. terms,
                $"{100 * (1 - metrics.TrainAccuracy):F2}%", $"{metrics.ValidationErrorPercent:F2}%{(best ? '*' : ' ')}",
                $"{metrics.ImagesPerSecond:F0}",
            ]));
        }
    }
}
