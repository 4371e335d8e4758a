using Saccade.Experiments.Reports;

namespace Saccade.Experiments.Benchmarks;

/// <summary>Trains the runs of rows: what is missing from the beginning, what was interrupted from where it stood.</summary>
internal sealed class SeedTraining(ReproductionOptions options, string folder, IReproductionDisplay display, TimeProvider time)
{
    private readonly RunPaths _places = new(folder, options.RunBudget);

    /// <summary>Trains a row with a seed to its end, or until the time is up.</summary>
    /// <returns>The run; null if <paramref name="stop"/> was signalled, which leaves a run that can be resumed.</returns>
    public RunFolder? Train(PlannedReproduction row, long seed, CancellationToken stop)
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
        if (found is not null && IsDone(RunProgress.Read(found)) && RunWriter.HasLastCheckpoint(found))
        {
            // What a process left that was killed in its last write.
            RunWriter.RemoveLeftovers(found);
            RunLock.RemoveStale(found.Path);
            display.WriteLine($"{found.Path} is trained already.");
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
            display.WriteLine(warning);
        }
        string state = run.Trainer.StepsDone == 0 ? "Training"
            : run.Trainer.State.Epoch == 0 ? "Resuming in the first epoch"
            : $"Resuming after epoch {run.Trainer.State.Epoch}";
        string epochs = $"{run.Trainer.Epochs} {(run.Trainer.Epochs == 1 ? "epoch" : "epochs")}";
        display.WriteLine($"{state} in {run.Folder.Path}, {epochs} of {run.Trainer.TrainingEpisodes:N0} {run.Task.Measure.Items}");
        display.Show(run, observer => run.TrainUntil(observer, () => IsDone(RunProgress.Read(run.Folder)), stop));
        return run.Trainer.Finished || IsDone(RunProgress.Read(run.Folder));
    }

    /// <summary>Whether there is nothing left to train, or no time for another epoch. The first epoch is always trained.</summary>
    private bool IsDone(RunProgress progress) =>
        progress.Finished
        || (progress.Epochs > 0 && options.RunBudget is TimeSpan budget && progress.Seconds + progress.LastSeconds > budget.TotalSeconds);

    /// <summary>The recipe, with as many of its epochs as the budget has time for; null if it was stopped.</summary>
    private Recipe? Fit(PlannedReproduction row, long seed, TrainingSettings settings, CancellationToken stop)
    {
        Recipe recipe = row.Recipe;
        if (options.RunBudget is not TimeSpan budget)
        {
            return recipe;
        }
        // All seeds of a row have the same schedule, whatever else the machine does.
        if (_places.OtherSeed(recipe, options.Seeds) is RunFolder other)
        {
            return ShortSchedule.Fit(recipe, other.Recipe.Training.Epochs);
        }
        if (SpeedTrial.Run(recipe, settings, budget, time, stop) is not SpeedTrial speed)
        {
            return null;
        }
        int tests = RecipeTask.Open(recipe, options.DataFolder, download: options.Download).Test().Count;
        double testing = speed.SecondsPerRollout * tests * SeedTest.Rollouts(row.Row, recipe.Model) * SeedTest.Draws(recipe);
        double left = budget.TotalSeconds - speed.SecondsTaken - testing;
        int epochs = ShortSchedule.Epochs(recipe.Training.Epochs, left, speed.SecondsPerEpoch);
        string fit = speed.SecondsPerEpoch > budget.TotalSeconds
            ? $"more than the budget of {Formatting.Duration(budget.TotalSeconds)}, but one is trained"
            : $"with the test there is time in {Formatting.Duration(budget.TotalSeconds)} for {epochs} of {recipe.Training.Epochs} epochs";
        display.WriteLine(string.Create(CultureInfo.InvariantCulture, $"An epoch takes about {speed.SecondsPerEpoch:0.#} s: {fit}."));
        return ShortSchedule.Fit(recipe, epochs);
    }
}
