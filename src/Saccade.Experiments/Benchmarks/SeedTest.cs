using Saccade.Data;

namespace Saccade.Experiments.Benchmarks;

/// <summary>Tests trained runs on test images, once, and draws where they look.</summary>
internal sealed class SeedTest(ReproductionOptions options)
{
    /// <summary>How many rollouts of each test image are taken: one where all would be the same.</summary>
    public static int Rollouts(PublishedResult row, ModelOptions model) =>
        row.HasGlimpses ? StandardTest.Rollouts(model) : 1;

    /// <summary>How many draws of the frames are tested; an episode of Catch is drawn anew already.</summary>
    public static int Draws(Recipe recipe) => recipe.Task.Kind == TaskKind.Classification ? StandardTest.Draws : 1;

    /// <summary>
    /// The result of a run that is no more in training. The picture of the paths of glimpses, if one is named, is drawn unless it
    /// exists and the run was tested before.
    /// </summary>
    /// <exception cref="OperationCanceledException">The test was stopped.</exception>
    public SeedResult Run(PublishedResult row, RunFolder run, string? paths, CancellationToken stop)
    {
        RunProgress progress = RunProgress.Read(run);
        (int rollouts, int draws) = (Rollouts(row, run.Recipe.Model), Draws(run.Recipe));
        // 'saccade eval' may have kept a test of another number of rollouts or draws.
        TestRecord? record = TestRecord.Read(run, progress.Epochs) is TestRecord kept
            && (kept.Result.Rollouts, kept.Result.Draws) == (rollouts, draws) ? kept : null;
        bool draw = row.HasGlimpses && paths is not null && (record is null || !File.Exists(paths));
        if (record is null || draw)
        {
            ITask task = RecipeTask.Open(run.Recipe, options.DataFolder, download: options.Download);
            using IEngine engine = TrainedModel.Open(run.Path).CreateEngine(options.Threads ?? run.Info.Threads, run.Info.Engine);
            if (record is null)
            {
                TaskTest test = TaskTest.Run(engine, task, Split.Test, new() { Rollouts = rollouts, Draws = draws }, new Stopping(stop));
                record = new(progress.Epochs, TestRecord.ThisMachine(), test.Result, test.Chance);
                record.Write(run);
            }
            if (draw)
            {
                RunPictures.WriteGallery(GlimpseTracer.Trace(engine, task.Test(), RunPictures.DefaultImages, new()), paths!);
            }
        }
        return Result(row, run, progress, record);
    }

    private SeedResult Result(PublishedResult row, RunFolder run, RunProgress progress, TestRecord record)
    {
        EvaluationResult result = record.Result;
        return new()
        {
            Seed = run.Info.Seed,
            Run = Path.GetRelativePath(options.Folder, run.Path).Replace(Path.DirectorySeparatorChar, '/'),
            Figure = result.ErrorPercent,
            StandardError = result.ErrorPercentStandardError,
            Low = result.ErrorPercentLow,
            High = result.ErrorPercentHigh,
            Averaged = result.Rollouts > 1 ? result.AveragedErrorPercent : null,
            AccuracyByGlimpse = row.HasGlimpses ? result.AccuracyByGlimpse : [],
            RandomPlayer = record.Chance?.ErrorPercent,
            Images = result.Images,
            Epochs = progress.Epochs,
            PlannedEpochs = run.Recipe.Training.Epochs,
            OutOfPatience = progress.OutOfPatience,
            BestEpoch = progress.BestEpoch,
            ValidationErrorPercent = progress.BestError,
            Seconds = progress.Seconds,
            Threads = run.Info.Threads,
            Commit = run.Info.Commit,
            Version = run.Info.Saccade,
            Hardware = record.Hardware,
        };
    }

    /// <summary>Lets a stop through at every batch.</summary>
    private sealed class Stopping(CancellationToken stop) : IProgress<double>
    {
        public void Report(double value) => stop.ThrowIfCancellationRequested();
    }
}
