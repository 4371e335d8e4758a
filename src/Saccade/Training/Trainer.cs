using System.Diagnostics;
using Saccade.Evaluation;
using Saccade.Policy;

namespace Saccade.Training;

/// <summary>
/// Trains a model epoch by epoch. Order, composition and noise of a step depend only on the key and the number of the step: a run that
/// was stopped after any step and then resumed ends with the same weights to the bit. Not thread-safe.
/// </summary>
public sealed class Trainer
{
    private readonly ITask _task;
    private readonly IEpisodeSource _training;
    private readonly IEpisodeSource _validation;
    private readonly TrainingStep _step;
    private readonly TrainingOptions _options;
    private readonly RandomKey _noise;
    private readonly WeightAverage? _average;
    private readonly IProcessGroup? _processes;

    /// <summary>Creates a trainer at the start of a run.</summary>
    /// <param name="engine">The engine, which the caller owns.</param>
    /// <param name="task">The task.</param>
    /// <param name="options">Epochs, batches, loss, optimiser and schedule.</param>
    /// <param name="key">The run's key; the same key, options and number of threads give the same weights to the bit.</param>
    /// <param name="processes">
    /// The processes that train together, which the engine was created with; null for one process. All have the same key and options.
    /// </param>
    /// <exception cref="OptionException">
    /// The task has more answers than the model outputs, its episodes change and the options ask for several rollouts of each, or options
    /// contradict each other.
    /// </exception>
    /// <exception cref="SaccadeException">There are no episodes, or a label is not below the model's number of classes.</exception>
    public Trainer(IEngine engine, ITask task, TrainingOptions options, RandomKey key, IProcessGroup? processes = null)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        (Engine, _task, _options) = (engine, task, options);
        _training = task.Training(options.BatchSize, key.Fork("order"));
        if (options.Rollouts != 1 && !_training.Load(0, 0).IsStill)
        {
            throw new OptionException(new(
                ErrorKind.Mismatch, Key: "training.rollouts", Value: options.Rollouts, Allowed: "1",
                Detail: "an episode that changes has one rollout"));
        }
        _validation = task.Validation();
        Evaluator.RequireClasses(_training, engine.Model);
        if (task.ClassNames.Count > engine.Model.Classes)
        {
            throw new OptionException(new(
                ErrorKind.Mismatch, Key: "model.classes", Value: engine.Model.Classes, Allowed: $"{task.ClassNames.Count} or more",
                Detail: "the task needs one for each class or action"));
        }
        if (engine.Model.ReadsSequences && (task.ClassNames.Count != engine.Model.Classes || task.Answers != AnswerKind.Class))
        {
            throw new OptionException(new(
                ErrorKind.Mismatch, Key: "model.classes", Value: engine.Model.Classes, Allowed: $"{task.ClassNames.Count}",
                Detail: "of a sequence the last class of task and model is the end symbol"));
        }
        RequireEffect(task, engine.Model, options);
        RequireStop(_training.Load(0, 0), engine.Model, options);
        bool balanced = options.Loss.ClassWeights == ClassWeighting.Balanced;
        _step = new TrainingStep(
            engine, options, processes, balanced ? LossWeights.Balance(_training.Labels!, engine.Model.Classes) : default);
        _processes = processes;
        _noise = key.Fork("noise");
        _average = options.Average > 0 ? new WeightAverage(options.Average) : null;
    }

    /// <summary>The state of the run. To resume a run, load the engine's weights and optimiser, then set its state.</summary>
    public TrainingState State { get; set; } = new();

    /// <summary>The number of episodes of a training epoch.</summary>
    public int TrainingEpisodes => _training.Count;

    /// <summary>The number of validation episodes.</summary>
    public int ValidationEpisodes => _validation.Count;

    /// <summary>The number of steps of an epoch.</summary>
    public int StepsPerEpoch => _training.StepsPerEpoch;

    /// <summary>The number of epochs of the run.</summary>
    public int Epochs => _options.Epochs;

    /// <summary>The engine.</summary>
    public IEngine Engine { get; }

    /// <summary>Whether all epochs are done, or patience has run out.</summary>
    public bool Finished => State.Epoch >= _options.Epochs
        || (_options.Patience > 0 && State.Epoch - State.BestEpoch >= _options.Patience);

    /// <summary>The number of steps done since the start of the run.</summary>
    public long StepsDone => (long)State.Epoch * StepsPerEpoch + State.StepInEpoch;

    /// <summary>The average of the weights, for checkpoints; null where there is none yet.</summary>
    internal IReadOnlyList<NamedTensor>? AverageWeights
    {
        get => _average?.Weights;
        set => _average?.Weights = value;
    }

    private long Steps => (long)_options.Epochs * StepsPerEpoch;

    /// <summary>Copies the weights that validation measures: their average if options ask for one, else those of the engine.</summary>
    public IReadOnlyList<NamedTensor> SaveWeights() => AverageWeights ?? Engine.SaveWeights();

    /// <summary>Trains until the run is finished. A cancelled training can go on: call it again.</summary>
    /// <param name="observer">Receives the events of the training; null for none.</param>
    /// <param name="cancellation">Stops the training between two steps.</param>
    /// <exception cref="OperationCanceledException">This process or, in a group, another one was asked to stop.</exception>
    /// <exception cref="NumericalException">
    /// Loss or gradient became NaN or infinite more often than may be skipped; the error names step and term.
    /// </exception>
    public void Train(ITrainingObserver? observer = null, CancellationToken cancellation = default)
    {
        while (!Finished)
        {
            while (State.StepInEpoch < StepsPerEpoch)
            {
                ThrowIfCancelled(cancellation);
                (long start, long step) = (Stopwatch.GetTimestamp(), StepsDone);
                StepReport report;
                try
                {
                    IEpisodes episodes = _training.Load(State.Epoch, State.StepInEpoch);
                    report = Engine.Backward(episodes, Noise(step, episodes), _step.Weights);
                    _step.Update(report, LearningRate(step));
                    _average?.Add(Engine, step + 1);
                    double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
                    State = State with { StepInEpoch = State.StepInEpoch + 1, Sums = State.Sums.With(report, episodes.Count, seconds) };
                }
                catch (NumericalException fault)
                {
                    NumericalException located = fault.At(step, fault.Terms ?? FaultyGradients(step));
                    if (State.SkippedSteps >= _options.SkippableSteps)
                    {
                        throw located;
                    }
                    State = State with { StepInEpoch = State.StepInEpoch + 1, SkippedSteps = State.SkippedSteps + 1 };
                    observer?.StepSkipped(this, located);
                    continue;
                }
                observer?.StepDone(this, report);
            }
            (EpochMetrics metrics, bool best) = CloseEpoch();
            observer?.EpochDone(this, metrics, best);
        }
    }

    /// <summary>Throws if this process or, in a group, any process is asked to stop: all do it after the same step.</summary>
    private void ThrowIfCancelled(CancellationToken cancellation)
    {
        if (_processes is null)
        {
            cancellation.ThrowIfCancellationRequested();
            return;
        }
        // What arrives after the sum counts for the next step, in which all processes hear of it.
        Span<double> asked = [cancellation.IsCancellationRequested ? 1 : 0];
        _processes.Sum(asked);
        if (asked[0] > 0)
        {
            throw new OperationCanceledException(cancellation);
        }
    }

    private double LearningRate(long step) => Schedule.RateAt(_options.Schedule, step, Steps, StepsPerEpoch);

    private RolloutNoise Noise(long step, IEpisodes episodes)
    {
        PolicyMode policy = step < (long)_options.RandomEpochs * StepsPerEpoch ? PolicyMode.Random : PolicyMode.Sample;
        RandomKey key = _noise.Fork(step);
        RolloutNoise noise = EpisodeNoise.Draw(
            Engine.Model, episodes, key, 0, _task.Steps ?? Engine.Model.GlimpseCount(), policy,
            _options.Rollouts, Schedule.NoiseScaleAt(_options.Schedule, step, Steps), training: true);
        StopOptions stop = Engine.Model.Stop;
        noise = Engine.Model.Stops ? noise.WithPrices(stop.LowestPrice, stop.HighestPrice, key.Fork("price")) : noise;
        return _options.Dropout > 0 ? noise.WithDropout(_options.Dropout, key.Fork("dropout")) : noise;
    }

    /// <summary>The terms and networks whose gradient is NaN or infinite at the weights before the step.</summary>
    private string FaultyGradients(long step)
    {
        try
        {
            IEnumerable<GradientNorm> faulty = MeasureGradients(State.StepInEpoch, step).Where(norm => !double.IsFinite(norm.Norm));
            return string.Join(", ", faulty.Select(norm => $"{norm.Term} term in the {norm.Network} network: {norm.Norm}"));
        }
        catch (NumericalException)
        {
            return "";
        }
    }

    /// <summary>The gradient norms on the batch of a step, which is loaded again.</summary>
    private IReadOnlyList<GradientNorm> MeasureGradients(int stepInEpoch, long step)
    {
        IEpisodes episodes = _training.Load(State.Epoch, stepInEpoch);
        return _step.MeasureGradients(episodes, Noise(step, episodes));
    }

    /// <summary>The gradient norms at the epoch's last step that was not skipped.</summary>
    private IReadOnlyList<GradientNorm> MeasureGradients()
    {
        for (int back = 1; ; back++)
        {
            try
            {
                return MeasureGradients(StepsPerEpoch - back, StepsDone - back);
            }
            catch (NumericalException) when (back <= Math.Min(State.SkippedSteps, StepsPerEpoch - 1))
            {
            }
        }
    }

    /// <summary>Refuses options that would change nothing for this task or model.</summary>
    private static void RequireEffect(ITask task, ModelOptions model, TrainingOptions options)
    {
        bool act = task.Answers == AnswerKind.Action;
        Refuse(!act && options.Loss.EntropyWeight > 0, "loss.entropy_weight", options.Loss.EntropyWeight,
            "σ is fixed, so the entropy of the locations is constant: only actions have one that learns");
        Refuse(act && options.Loss.LabelSmoothing > 0, "loss.label_smoothing", options.Loss.LabelSmoothing, "actions have no labels");
        Refuse(act && options.Loss.ClassWeights != ClassWeighting.None, "loss.class_weights", "balanced", "actions have no labels", "none");
        Refuse(!model.Stops && options.Loss.StopWeight != 1, "loss.stop_weight", options.Loss.StopWeight,
            "the model has no stop network", "1");
        Refuse(!model.TakesGlimpses && options.Dropout > 0, "dropout", options.Dropout, "a classifier of whole images has no glimpses");
        Refuse(model.RandomGlimpses && options.RandomEpochs > 0, "random_epochs", options.RandomEpochs,
            "with model.random_glimpses=true all epochs have random glimpses");
        bool fromState = model.LocationForm == LocationForm.State;
        bool learns = options.Loss.BaselineReachesCore || (options.Loss.LocationReachesCore && fromState);
        Refuse(model is { TakesGlimpses: true, CoreLayers: > 1, RandomGlimpses: false } && !learns,
            fromState ? "loss.location_reaches_core" : "loss.baseline_reaches_core", false,
            "the upper core of model.core_layers=2 has no other gradient", "true");

        static void Refuse(bool idle, string key, object value, string reason, string allowed = "0")
        {
            if (idle)
            {
                throw new OptionException(
                    new(ErrorKind.Mismatch, Key: $"training.{key}", Value: value, Allowed: allowed, Detail: reason));
            }
        }
    }

    /// <summary>Refuses a stop network where its rollouts could not end, or where the classifier does not learn to answer early.</summary>
    private static void RequireStop(IEpisodes episodes, ModelOptions model, TrainingOptions options)
    {
        if (model.Stops && (episodes.Answers == AnswerKind.Action || !episodes.IsStill))
        {
            throw new OptionException(new(
                ErrorKind.Mismatch, Key: "model.stop.units", Value: model.Stop.Units, Allowed: "0",
                Detail: "only rollouts of still images can end early"));
        }
        options.Loss.RequireEarlyAnswers(model);
    }

    /// <summary>The validation results of the weights to keep and of the last ones, which remain those of the engine.</summary>
    private (EvaluationResult Kept, EvaluationResult Last) Validate()
    {
        EvaluationResult last = Measure();
        if (AverageWeights is not IReadOnlyList<NamedTensor> average)
        {
            return (last, last);
        }
        IReadOnlyList<NamedTensor> weights = Engine.SaveWeights();
        Engine.LoadWeights(average);
        try
        {
            return (Measure(), last);
        }
        finally
        {
            Engine.LoadWeights(weights);
        }

        EvaluationResult Measure() => Evaluator.Evaluate(Engine, _validation, new EvaluationOptions());
    }

    private (EpochMetrics Metrics, bool Best) CloseEpoch()
    {
        long start = Stopwatch.GetTimestamp();
        EpochSums sums = State.Sums;
        IReadOnlyList<GradientNorm> gradients;
        EvaluationResult kept, last;
        try
        {
            gradients = MeasureGradients();
            (kept, last) = Validate();
        }
        catch (NumericalException fault)
        {
            throw fault.At(StepsDone - 1);
        }
        EpochMetrics metrics = new()
        {
            Epoch = State.Epoch + 1,
            Step = StepsDone,
            LearningRate = LearningRate(StepsDone - 1),
            Loss = new(sums.Action / sums.Images, sums.Baseline / sums.Images, sums.Location / sums.Images, sums.Total / sums.Images)
            {
                Stop = sums.Stop / sums.Images,
            },
            TrainAccuracy = (sums.Accuracy ?? sums.Reward) / sums.Images,
            Reward = sums.Reward / sums.Images,
            BaselineError = Math.Sqrt(sums.Baseline / sums.Images),
            LocationSpread = Math.Sqrt(sums.LocationVariance / sums.Images),
            ValidationErrorPercent = kept.ErrorPercent,
            MeanGlimpses = kept.MeanGlimpses,
            ValidationCostPercent = kept.ErrorPercent + 100 * Engine.Model.Stop.Price * kept.MeanGlimpses,
            LastWeightsErrorPercent = _average is null ? null : last.ErrorPercent,
            ActionEntropy = sums.ActionEntropy / sums.Images,
            ImagesPerSecond = sums.Images / sums.Seconds,
            Seconds = sums.Seconds + Stopwatch.GetElapsedTime(start).TotalSeconds,
            GradientNorms = gradients,
        };
        bool best = State.BestErrorPercent is not double lowest
            || (metrics.ValidationCostPercent ?? kept.ErrorPercent) < (State.BestCostPercent ?? lowest);
        State = new()
        {
            Epoch = State.Epoch + 1,
            BestErrorPercent = best ? kept.ErrorPercent : State.BestErrorPercent,
            BestCostPercent = best ? metrics.ValidationCostPercent : State.BestCostPercent,
            BestEpoch = best ? State.Epoch + 1 : State.BestEpoch,
            SkippedSteps = State.SkippedSteps,
        };
        return (metrics, best);
    }
}
