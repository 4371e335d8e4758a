using Saccade.Data;
using Saccade.Evaluation;
using Saccade.Experiments.Recipes;
using Saccade.Experiments.Rows;
using Saccade.Experiments.Runs;
using Saccade.Learning;
using Saccade.Model;

namespace Saccade.Experiments.Reproducing;

/// <summary>Tests trained runs on test images, once, and draws where they look.</summary>
internal sealed class SeedTest(ReproductionOptions options)
{
    private const int AveragedRollouts = 10;
    private const int PicturedImages = 12;

    /// <summary>How many rollouts of each test image are taken: one where all would be the same.</summary>
    public static int Rollouts(ExperimentRow row, ModelOptions model) => row.HasGlimpses && model.VariesUnder(PolicyMode.Mean) ? AveragedRollouts : 1;

    /// <summary>The result of a run.</summary>
    /// <param name="row">What it is.</param>
    /// <param name="run">The run, no more in training.</param>
    /// <param name="paths">Where to draw the paths of glimpses, unless they are there and the run was tested before; null not to draw.</param>
    /// <param name="stop">Stops the test.</param>
    /// <exception cref="OperationCanceledException">The test was stopped.</exception>
    public SeedResult Run(ExperimentRow row, RunFolder run, string? paths, CancellationToken stop)
    {
        RunProgress progress = RunProgress.Of(run);
        int rollouts = Rollouts(row, run.Recipe.Model);
        // 'saccade eval' may have kept a test of fewer rollouts.
        TestRecord? record = TestRecord.Read(run, progress.Epochs) is TestRecord kept && (kept.Result?.Rollouts ?? 1) == rollouts ? kept : null;
        if (record is null && run.Recipe.PlaysGame)
        {
            using IGameEngine player = TrainedModel.Open(run.Path).MakePlayer(options.Threads ?? run.Info.Threads, run.Info.Engine);
            record = new(progress.Epochs, TestRecord.ThisMachine(), null, GameTest.Run(player, run.Recipe.Game));
            record.Write(run);
        }
        bool draw = row.HasGlimpses && paths is not null && (record is null || !File.Exists(paths));
        if (record is null || draw)
        {
            FrameComposer images = RecipeData.ForTest(run.Recipe, options.DataFolder, options.Download);
            using ITrainingEngine agent = TrainedModel.Open(run.Path).MakeAgent(options.Threads ?? run.Info.Threads, run.Info.Engine);
            if (record is null)
            {
                EvaluationResult result = Evaluator.Evaluate(agent, images, new() { Rollouts = rollouts }, new Stopping(stop));
                record = new(progress.Epochs, TestRecord.ThisMachine(), result);
                record.Write(run);
            }
            if (draw)
            {
                RunPictures.WriteGallery(GlimpseTracer.Trace(agent, images, PicturedImages, new()), paths!);
            }
        }
        return Result(row, run, progress, record);
    }

    private SeedResult Result(ExperimentRow row, RunFolder run, RunProgress progress, TestRecord record)
    {
        // Of a game what is missed, not what is caught: lower is better in every row.
        (double low, double high, int images) = record.Game is GameTest game
            ? (100 - game.Player.CaughtPercentHigh, 100 - game.Player.CaughtPercentLow, game.Player.Episodes)
            : (record.Result!.ErrorPercentLow, record.Result.ErrorPercentHigh, record.Result.Images);
        return new()
        {
            Seed = run.Info.Seed,
            Run = Path.GetRelativePath(options.Folder, run.Path).Replace(Path.DirectorySeparatorChar, '/'),
            Figure = record.ErrorPercent,
            Low = low,
            High = high,
            Averaged = record.Result is { Rollouts: > 1 } result ? result.AveragedErrorPercent : null,
            AccuracyByGlimpse = row.HasGlimpses ? record.Result?.AccuracyByGlimpse ?? [] : [],
            RandomPlayer = 100 - record.Game?.Random.CaughtPercent,
            Images = images,
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
