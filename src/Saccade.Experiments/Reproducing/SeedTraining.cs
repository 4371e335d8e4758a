using System.Globalization;
using Saccade.Data;
using Saccade.Experiments.Pages;
using Saccade.Experiments.Recipes;
using Saccade.Experiments.Rows;
using Saccade.Experiments.Runs;
using Saccade.Learning;

namespace Saccade.Experiments.Reproducing;

/// <summary>Trains the runs of rows: what is missing from the beginning, what was interrupted from where it stood.</summary>
internal sealed class SeedTraining(ReproductionOptions options, string folder, IReproductionDisplay display, TimeProvider time)
{
    private const int MnistTestDigits = 10_000;

    private readonly RunPlaces _places = new(folder, options.RunBudget);

    /// <summary>Trains a row with a seed to its end, or until the time is up.</summary>
    /// <returns>The run; null if <paramref name="stop"/> was signalled, which leaves a run that can be taken up.</returns>
    public RunFolder? Train(PlannedRow row, long seed, CancellationToken stop)
    {
        TrainingSettings settings = new()
        {
            Seed = seed,
            Threads = options.Threads,
            DataFolder = options.DataFolder,
            Download = options.Download,
            Cancellation = stop,
        };
        RunFolder? found = _places.Find(row.Recipe, seed);
        if (found is not null && IsDone(RunProgress.Of(found)))
        {
            display.Say($"{found.Path} is trained already.");
            return found;
        }
        Recipe? recipe = found?.Recipe ?? Fit(row, seed, settings, stop);
        if (recipe is null)
        {
            return null;
        }
        using TrainingRun run = found is null
            ? TrainingRun.Start(recipe, _places.Place(recipe.Name, seed), settings, time)
            : TrainingRun.Resume(found.Path, settings, time);
        return Train(run, stop) ? run.Folder : null;
    }

    private bool Train(TrainingRun run, CancellationToken stop)
    {
        foreach (string warning in run.Warnings)
        {
            display.Say(warning);
        }
        display.Say($"{(run.Trainer.StepsDone > 0 ? $"Going on {(run.Trainer.State.Epoch == 0 ? "within the first epoch" : $"after epoch {run.Trainer.State.Epoch}")}" : "Training")} in {run.Folder.Path}, {run.Trainer.Epochs} {(run.Trainer.Epochs == 1 ? "epoch" : "epochs")} of {(run.Data is TrainingData data ? $"{data.Train.Count:N0} images" : $"{run.Folder.Recipe.Game.TrainingEpisodes:N0} episodes")}");
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        display.Show(run, observer => run.Train(new TimeLimit(observer, () => IsDone(RunProgress.Of(run.Folder)), over), over.Token));
        return run.Trainer.Finished || IsDone(RunProgress.Of(run.Folder));
    }

    /// <summary>Whether there is nothing left to train, or no time for another epoch. The first epoch is always trained.</summary>
    private bool IsDone(RunProgress progress) =>
        progress.Finished
        || (progress.Epochs > 0 && options.RunBudget is TimeSpan budget && progress.Seconds + progress.LastSeconds > budget.TotalSeconds);

    /// <summary>The recipe, with as many of its epochs as the budget has time for; null if it was stopped.</summary>
    private Recipe? Fit(PlannedRow row, long seed, TrainingSettings settings, CancellationToken stop)
    {
        Recipe recipe = row.Recipe;
        if (options.RunBudget is not TimeSpan budget)
        {
            return recipe;
        }
        // All seeds of a row are trained alike, whatever the machine is doing meanwhile.
        if (_places.OtherSeed(recipe, options.Seeds) is RunFolder other)
        {
            return ShortSchedule.Fit(recipe, other.Recipe.Training.Epochs);
        }
        if (SpeedTrial.Run(recipe, settings, budget, time, stop) is not SpeedTrial speed)
        {
            return null;
        }
        double testing = speed.SecondsPerLook * Tests(recipe) * SeedTest.Rollouts(row.Row, recipe.Model);
        int epochs = ShortSchedule.Epochs(recipe.Training.Epochs, budget.TotalSeconds - speed.SecondsTaken - testing, speed.SecondsPerEpoch);
        string fit = speed.SecondsPerEpoch > budget.TotalSeconds
            ? $"more than the budget of {Words.Duration(budget.TotalSeconds)}, but one is trained"
            : $"with the test there is time in {Words.Duration(budget.TotalSeconds)} for {epochs} of {recipe.Training.Epochs} epochs";
        display.Say(string.Create(CultureInfo.InvariantCulture, $"An epoch takes about {speed.SecondsPerEpoch:0.#} s: {fit}."));
        return ShortSchedule.Fit(recipe, epochs);
    }

    private static int Tests(Recipe recipe) =>
        recipe.PlaysGame ? GameTest.DefaultEpisodes
        : recipe.Task.Digits == DigitSource.Drawn ? recipe.Task.TestDigits
        : MnistTestDigits;

    /// <summary>Stops a training after the epoch that leaves no time for another one.</summary>
    private sealed class TimeLimit(ITrainingObserver inner, Func<bool> isDone, CancellationTokenSource over) : ITrainingObserver
    {
        public void StepDone(Trainer trainer, StepReport step) => inner.StepDone(trainer, step);

        public void StepSkipped(Trainer trainer, string reason) => inner.StepSkipped(trainer, reason);

        public void EpochDone(Trainer trainer, EpochMetrics metrics, bool best)
        {
            inner.EpochDone(trainer, metrics, best);
            if (!trainer.Finished && isDone())
            {
                over.Cancel();
            }
        }
    }
}
