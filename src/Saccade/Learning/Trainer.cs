using System.Diagnostics;
using Saccade.Data;
using Saccade.Evaluation;
using Saccade.Games;
using Saccade.Runtime;

namespace Saccade.Learning;

/// <summary>
/// Trains a model epoch by epoch. Order, composition and noise of a step depend on the key and the step's number alone,
/// so that a run that was stopped after any step and taken up again ends with the very same weights.
/// </summary>
public sealed class Trainer
{
    private readonly ITrainingEngine _engine;
    private readonly ICourse _course;
    private readonly TrainingOptions _options;
    private readonly RandomKey _noise;

    /// <summary>Makes a trainer at the beginning of a run.</summary>
    /// <param name="engine">What computes the steps.</param>
    /// <param name="train">Images to learn from.</param>
    /// <param name="validation">Images to choose the best epoch by.</param>
    /// <param name="options">Epochs, batches and schedule.</param>
    /// <param name="key">The run's key; with the same key, options and threads the run is the same to the bit.</param>
    public Trainer(ITrainingEngine engine, FrameComposer train, FrameComposer validation, TrainingOptions options, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(validation);
        ArgumentNullException.ThrowIfNull(options);
        Evaluator.CheckLabels(train, engine.Model.Classes);
        (_engine, _options) = (engine, options);
        _course = new ImageCourse(engine, EpochBatches.Shuffled(train, options.BatchSize, key.Fork("order")), validation, options.Rollouts);
        _noise = key.Fork("noise");
    }

    /// <summary>Makes a trainer of a player at the beginning of a run.</summary>
    /// <param name="engine">The player's model.</param>
    /// <param name="game">The game; a batch is one of its episodes.</param>
    /// <param name="options">Epochs, batches and schedule.</param>
    /// <param name="key">The run's key; with the same key, options and threads the run is the same to the bit.</param>
    public Trainer(IGameEngine engine, GameOptions game, TrainingOptions options, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(game);
        ArgumentNullException.ThrowIfNull(options);
        (_engine, _options) = (engine, options);
        _course = new GameCourse(engine, game, options, key.Fork("order"));
        _noise = key.Fork("noise");
    }

    /// <summary>Where the run stands; set it, after the engine's weights and optimiser, to take up an earlier run.</summary>
    public TrainingState State { get; set; } = new();

    /// <summary>Steps of one epoch.</summary>
    public int StepsPerEpoch => _course.StepsPerEpoch;

    /// <summary>Epochs of the whole run.</summary>
    public int Epochs => _options.Epochs;

    /// <summary>The engine, for its weights and its optimiser.</summary>
    public ITrainingEngine Engine => _engine;

    /// <summary>Whether all epochs are done, or patience has run out.</summary>
    public bool Finished => State.Epoch >= _options.Epochs
        || (_options.Patience > 0 && State.Epoch - State.BestEpoch >= _options.Patience);

    /// <summary>Trains until the run is finished or <paramref name="stop"/> is signalled, which is heeded after every step.</summary>
    /// <returns>Whether the run is finished.</returns>
    /// <exception cref="SaccadeException">Loss or gradient is not a number any more, more often than may be skipped; the message names step and term.</exception>
    public bool Train(ITrainingObserver? observer = null, CancellationToken stop = default)
    {
        while (!Finished)
        {
            while (State.StepInEpoch < StepsPerEpoch)
            {
                if (stop.IsCancellationRequested)
                {
                    return false;
                }
                StepReport report;
                try
                {
                    report = Step();
                }
                catch (NumericalFault fault) when (State.SkippedSteps < _options.SkippableSteps)
                {
                    State = State with { StepInEpoch = State.StepInEpoch + 1, SkippedSteps = State.SkippedSteps + 1 };
                    observer?.StepSkipped(this, fault.Message);
                    continue;
                }
                observer?.StepDone(this, report);
            }
            (EpochMetrics metrics, bool best) = CloseEpoch();
            observer?.EpochDone(this, metrics, best);
        }
        return true;
    }

    /// <summary>Steps completed since the start of the run.</summary>
    public long StepsDone => (long)State.Epoch * StepsPerEpoch + State.StepInEpoch;

    private long Steps => (long)_options.Epochs * StepsPerEpoch;

    private double LearningRate(long step) => Schedule.RateAt(_options.Schedule, step, Steps, StepsPerEpoch);

    private double Width(long step) => Schedule.WidthAt(_options.Schedule, step, Steps);

    private StepReport Step()
    {
        long start = Stopwatch.GetTimestamp();
        long step = StepsDone;
        (StepReport report, int images) = Compute(step);
        State = State with
        {
            StepInEpoch = State.StepInEpoch + 1,
            Sums = State.Sums.With(report, images, Stopwatch.GetElapsedTime(start).TotalSeconds),
        };
        return report;
    }

    /// <summary>Takes the step; what is no number is told with the step and the terms that it came from.</summary>
    private (StepReport Report, int Images) Compute(long step)
    {
        try
        {
            (StepReport report, int images) = _course.Step(State.Epoch, State.StepInEpoch, _noise.Fork(step), Width(step), LearningRate(step));
            LossTerms loss = report.Loss;
            return double.IsFinite(loss.Total)
                ? (report, images)
                : throw NumericalFault.Loss(loss.Total, $"action {loss.Action}, baseline {loss.Baseline}, location {loss.Location}");
        }
        catch (NumericalFault fault)
        {
            throw fault.At(step, fault.Cause.Length > 0 ? "" : FaultyGradients(step));
        }
    }

    /// <summary>Which term's gradient of which network is no number, at weights that are still those before the step.</summary>
    private string FaultyGradients(long step)
    {
        try
        {
            IEnumerable<GradientNorm> faulty = _course.MeasureGradients(State.Epoch, State.StepInEpoch, _noise.Fork(step), Width(step)).Where(norm => !double.IsFinite(norm.Norm));
            return string.Join(", ", faulty.Select(norm => $"{norm.Term} term in the {norm.Network} network: {norm.Norm}"));
        }
        catch (NumericalFault)
        {
            return "";
        }
    }

    /// <summary>The gradients at the epoch's last step, or where that was skipped at the last before it that was not.</summary>
    private IReadOnlyList<GradientNorm> MeasureGradients()
    {
        for (int back = 1; ; back++)
        {
            long step = StepsDone - back;
            try
            {
                return _course.MeasureGradients(State.Epoch, StepsPerEpoch - back, _noise.Fork(step), Width(step));
            }
            catch (NumericalFault) when (back <= Math.Min(State.SkippedSteps, StepsPerEpoch - 1))
            {
            }
        }
    }

    private (EpochMetrics Metrics, bool Best) CloseEpoch()
    {
        long start = Stopwatch.GetTimestamp();
        EpochSums sums = State.Sums;
        IReadOnlyList<GradientNorm> gradients;
        double error;
        try
        {
            gradients = MeasureGradients();
            error = _course.ValidationErrorPercent();
        }
        catch (NumericalFault fault)
        {
            throw fault.At(StepsDone - 1, "");
        }
        EpochMetrics metrics = new()
        {
            Epoch = State.Epoch + 1,
            Step = StepsDone,
            LearningRate = LearningRate(StepsDone - 1),
            Loss = new(sums.Action / sums.Images, sums.Baseline / sums.Images, sums.Location / sums.Images, sums.Total / sums.Images),
            TrainAccuracy = (sums.Accuracy ?? sums.Reward) / sums.Images,
            Reward = sums.Reward / sums.Images,
            BaselineError = Math.Sqrt(sums.Baseline / sums.Images),
            LocationSpread = Math.Sqrt(sums.LocationVariance / sums.Images),
            ValidationErrorPercent = error,
            MoveEntropy = sums.MoveEntropy / sums.Images,
            ImagesPerSecond = sums.Images / sums.Seconds,
            Seconds = sums.Seconds + Stopwatch.GetElapsedTime(start).TotalSeconds,
            GradientNorms = gradients,
        };
        bool best = State.BestErrorPercent is not double lowest || error < lowest;
        State = new()
        {
            Epoch = State.Epoch + 1,
            BestErrorPercent = best ? error : State.BestErrorPercent,
            BestEpoch = best ? State.Epoch + 1 : State.BestEpoch,
            SkippedSteps = State.SkippedSteps,
        };
        return (metrics, best);
    }
}
