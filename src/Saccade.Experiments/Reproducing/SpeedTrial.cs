using Saccade.Data;
using Saccade.Evaluation;
using Saccade.Experiments.Recipes;
using Saccade.Experiments.Runs;
using Saccade.Games;
using Saccade.Learning;

namespace Saccade.Experiments.Reproducing;

/// <summary>How fast a recipe trains here, found by training it for a moment in a folder that is thrown away.</summary>
/// <param name="SecondsPerEpoch">An epoch, validation included.</param>
/// <param name="SecondsPerLook">Looking at one image once or playing one episode, as validation and test do.</param>
/// <param name="SecondsTaken">What the trial itself took.</param>
internal sealed record SpeedTrial(double SecondsPerEpoch, double SecondsPerLook, double SecondsTaken)
{
    private const int FewestSteps = 10;
    private static readonly TimeSpan s_shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(20);

    /// <summary>Trains for a fiftieth of the budget, 1 to 20 seconds, over as many epochs as that takes; twice as long at the most, validations included.</summary>
    /// <returns>The speed; null if it was stopped.</returns>
    /// <exception cref="Saccade.Runtime.SaccadeException">It diverged.</exception>
    public static SpeedTrial? Run(Recipe recipe, TrainingSettings settings, TimeSpan budget, TimeProvider time, CancellationToken stop)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("saccade-speed-");
        try
        {
            long start = time.GetTimestamp();
            using TrainingRun run = TrainingRun.Start(recipe, folder.FullName, settings, time);
            using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(stop);
            Clock clock = new(time, TimeSpan.FromTicks(Math.Clamp(budget.Ticks / 50, s_shortest.Ticks, s_longest.Ticks)), enough);
            // The trainer alone: nothing is saved, and a fault names no checkpoint of a folder that will be gone.
            run.Trainer.Train(clock, enough.Token);
            if (stop.IsCancellationRequested)
            {
                return null;
            }
            long before = time.GetTimestamp();
            int looks = Validate(run);
            double validating = time.GetElapsedTime(before).TotalSeconds;
            return new(
                run.Trainer.StepsPerEpoch * clock.SecondsPerStep() + validating,
                validating / looks,
                time.GetElapsedTime(start).TotalSeconds);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static int Validate(TrainingRun run)
    {
        if (run.Data is TrainingData data)
        {
            Evaluator.Evaluate(run.Trainer.Engine, data.Validation, new EvaluationOptions());
            return data.Validation.Count;
        }
        GameOptions game = run.Folder.Recipe.Game;
        GameEvaluator.Evaluate(new GamePlayer((IGameEngine)run.Trainer.Engine), game, game.ValidationEpisodes, GameEvaluator.ValidationKey);
        return game.ValidationEpisodes;
    }

    /// <summary>Notes what each step took.</summary>
    private sealed class Clock(TimeProvider time, TimeSpan length, CancellationTokenSource enough) : ITrainingObserver
    {
        private readonly long _start = time.GetTimestamp();
        private readonly List<double> _seconds = [];
        private long _last = time.GetTimestamp();
        private double _total;

        public void StepDone(Trainer trainer, StepReport step) => Note();

        public void StepSkipped(Trainer trainer, string reason) => Note();

        // Validation is no part of the next step.
        public void EpochDone(Trainer trainer, EpochMetrics metrics, bool best) => _last = time.GetTimestamp();

        /// <summary>Over the second half of the steps, since the first ones also load and compile.</summary>
        public double SecondsPerStep() => _seconds.Skip(_seconds.Count / 2).Average();

        private void Note()
        {
            long now = time.GetTimestamp();
            double seconds = time.GetElapsedTime(_last, now).TotalSeconds;
            _seconds.Add(seconds);
            (_last, _total) = (now, _total + seconds);
            bool measured = _seconds.Count >= FewestSteps && _total >= length.TotalSeconds;
            if (measured || time.GetElapsedTime(_start, now) >= 2 * length)
            {
                enough.Cancel();
            }
        }
    }
}
