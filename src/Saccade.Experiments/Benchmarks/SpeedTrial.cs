namespace Saccade.Experiments.Benchmarks;

/// <summary>The speed of a recipe on this machine, measured by a short training in a temporary folder.</summary>
/// <param name="SecondsPerEpoch">An epoch, validation included.</param>
/// <param name="SecondsPerRollout">A rollout on one image or episode, as in validation and test.</param>
/// <param name="SecondsTaken">The duration of the trial itself.</param>
internal sealed record SpeedTrial(double SecondsPerEpoch, double SecondsPerRollout, double SecondsTaken)
{
    private const int FewestSteps = 10;
    private static readonly TimeSpan s_shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(20);

    /// <summary>Trains for a fiftieth of the budget, 1 to 20 seconds; with validations, for twice as long at most.</summary>
    /// <returns>The speed; null if it was stopped.</returns>
    /// <exception cref="SaccadeException">It diverged.</exception>
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
            try
            {
                run.Trainer.Train(clock, enough.Token);
            }
            catch (OperationCanceledException)
            {
                // The clock has enough steps, or the trial is stopped.
            }
            if (stop.IsCancellationRequested)
            {
                return null;
            }
            long before = time.GetTimestamp();
            int looks = Evaluator.Evaluate(run.Trainer.Engine, run.Task.Validation(), new()).Images;
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

    /// <summary>Records the duration of each step.</summary>
    private sealed class Clock(TimeProvider time, TimeSpan length, CancellationTokenSource enough) : ITrainingObserver
    {
        private readonly long _start = time.GetTimestamp();
        private readonly List<double> _seconds = [];
        private long _last = time.GetTimestamp();
        private double _total;

        public void StepDone(Trainer trainer, StepReport step) => Note();

        public void StepSkipped(Trainer trainer, NumericalException fault) => Note();

        // Validation is not part of the next step.
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
