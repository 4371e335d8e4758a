using Saccade.Checkpoints;
using Saccade.Cpu;
using Saccade.Data;
using Saccade.Data.Synthetic;
using Saccade.Errors;
using Saccade.Experiments.Engines;
using Saccade.Images;
using Saccade.Networks;
using Saccade.Policy;
using Saccade.Random;
using Saccade.Tasks;
using Saccade.Tests.Data;
using Saccade.Tests.Reference;
using Saccade.Training;

namespace Saccade.Tests.Checkpoints;

/// <summary>A training that was saved after any step and resumed ends with the same bits.</summary>
[Collection(TorchTests.Name)]
public sealed class TrainingCheckpointTests : IDisposable
{
    // Seven images in batches of three: three steps an epoch, the last with one image; two epochs.
    private const int Steps = 6;
    private static readonly ImageSet s_train = Digits.Noise(7, new(1, 8, 8));
    private static readonly ImageSet s_validation = Digits.Noise(5, new(1, 8, 8), seed: 2);
    private static readonly ModelOptions s_model = Synthetic.Tiny with { Classes = 10 };

    private readonly TemporaryFolder _folder = new();

    public static MatrixTheoryData<string, EngineKind> Cases => new(s_cases.Keys, [EngineKind.Cpu, EngineKind.Torch]);

    private static readonly Dictionary<string, (ModelOptions Model, TrainingOptions Training)> s_cases = new()
    {
        ["Adam"] = (s_model, Options(new())),
        ["AdamW, clipped, LSTM"] =
            (s_model with { Core = CoreKind.Lstm }, Options(new() { Kind = OptimiserKind.AdamW, WeightDecay = 0.1, ClipNorm = 0.5 })),
        ["SGD with momentum"] = (s_model, Options(new() { Kind = OptimiserKind.Sgd })),
        ["Nesterov, learned first location"] = (
            s_model with { FirstLocation = FirstLocation.Learned, LocationHidden = 4 },
            Options(new() { Kind = OptimiserKind.Sgd, Nesterov = true })),
        ["Two rollouts, batch normalisation"] = (s_model with { BatchNorm = true }, Options(new()) with { Rollouts = 2 }),
        ["Random glimpses, averaged weights, dropout, leave-one-out baseline"] = (s_model, Options(new()) with
        {
            Rollouts = 2,
            RandomEpochs = 1,
            Average = 0.9,
            Dropout = 0.3,
            Loss = new() { LocationWeight = 1, LeaveOneOut = true, Reward = RewardKind.Progress, LabelSmoothing = 0.1 },
        }),
        ["Reaching the core, LSTM, two rollouts, batch normalisation"] = (
            s_model with { Core = CoreKind.Lstm, BatchNorm = true, GlimpseForm = GlimpseForm.Concatenated },
            Options(new() { Kind = OptimiserKind.Sgd }) with
            {
                Rollouts = 2,
                Loss = new() { LocationWeight = 1, LocationReachesCore = true, BaselineReachesCore = true },
            }),
        ["All parts, averaged weights, dropout"] = (
            Synthetic.AllParts with { Classes = 10 },
            Options(new() { ClipNorm = 1 }) with
            {
                Rollouts = 2,
                Average = 0.9,
                Dropout = 0.1,
                Loss = new() { LocationWeight = 1, ActionAt = LossSteps.Every, LocationReachesCore = true, Lambda = 0.6 },
            }),
        ["Sequences of labels"] = (
            s_model with { Classes = 11, Labels = 3, Glimpses = 6 },
            Options(new()) with { Average = 0.9, Loss = new() { LocationWeight = 1, Reward = RewardKind.Probability } }),
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public void Stopped_after_any_step_and_resumed_it_ends_with_the_same_bits(string name, EngineKind kind)
    {
        (ModelOptions model, TrainingOptions training) = s_cases[name];
        using Observer whole = new();
        TensorFile expected = Run(kind, model, training, null, whole);
        for (int k = 0; k <= Steps; k++)
        {
            using Observer before = new() { StopAfter = k }, after = new();
            TensorFile kept = Run(kind, model, training, null, before, stopAtOnce: k == 0);
            AssertSame(expected, Run(kind, model, training, kept, after));
            Assert.Equal(Steps, before.Steps.Count + after.Steps.Count);
            Assert.Equal(whole.Steps, [.. before.Steps, .. after.Steps]);
            Assert.Equal(whole.Epochs.Select(Untimed), before.Epochs.Concat(after.Epochs).Select(Untimed));
            Assert.Equal(whole.Best, [.. before.Best, .. after.Best]);
        }
    }

    [Theory]
    [InlineData("Two rollouts, batch normalisation", EngineKind.Torch)]
    [InlineData("Two rollouts, batch normalisation", EngineKind.Cpu)]
    [InlineData("All parts, averaged weights, dropout", EngineKind.Cpu)]
    public void A_checkpoint_saved_while_the_training_continues_is_as_good(string name, EngineKind kind)
    {
        (ModelOptions model, TrainingOptions training) = s_cases[name];
        List<TensorFile> kept = [];
        using Observer whole = new() { AfterStep = trainer => kept.Add(Saved(trainer)) };
        TensorFile expected = Run(kind, model, training, null, whole);
        Assert.Equal(Steps, kept.Count);
        foreach ((int step, TensorFile checkpoint) in kept.Index())
        {
            using Observer after = new();
            AssertSame(expected, Run(kind, model, training, checkpoint, after));
            Assert.Equal(Steps - step - 1, after.Steps.Count);
            // Saved after an epoch's last step but before its validation, the epoch is still to be closed.
            Assert.Equal(2 - step / 3, after.Epochs.Count);
        }
    }

    [Fact]
    public void A_checkpoint_of_other_options_or_none_is_refused()
    {
        (ModelOptions model, TrainingOptions training) = s_cases["Adam"];
        TensorFile checkpoint = Run(EngineKind.Torch, model, training, null, new Observer());
        Refuses(model with { Hidden = 8 }, training, checkpoint, "was [7, 6]; it may be [8, 6], because the model's tensor has this shape");
        Refuses(model with { Core = CoreKind.Lstm }, training, checkpoint, "core.");
        Refuses(model with { LocationHidden = 3 }, training, checkpoint, "location.hidden");
        Refuses(model, s_cases["SGD with momentum"].Training, checkpoint, "momentum/");
        Refuses(
            model, training, checkpoint with { Metadata = new Dictionary<string, string>() },
            "format was empty; it may be saccade-checkpoint-1");
        Refuses(model, training, WithState(checkpoint, "null"), "the training state is not valid JSON");
        Refuses(model, training, WithState(checkpoint, "{"), "the training state is not valid JSON");
        Refuses(model, training, WithState(checkpoint, """{"Sums":null}"""), "the training state is not valid JSON");
        Refuses(model, training, WithState(checkpoint, """{"Epoch":"two"}"""), "the training state is not valid JSON");
    }

    private static void Refuses(ModelOptions model, TrainingOptions training, TensorFile checkpoint, string reason)
    {
        using Observer observer = new();
        string message =
            Assert.ThrowsAny<SaccadeException>(() => Run(EngineKind.Torch, model, training, checkpoint, observer)).Message;
        Assert.Contains(reason, message);
        Assert.DoesNotContain('\n', message);
    }

    private static TensorFile WithState(TensorFile checkpoint, string state) =>
        checkpoint with { Metadata = new Dictionary<string, string>(checkpoint.Metadata) { ["state"] = state } };

    /// <summary>Trains, from a checkpoint if there is one, until the observer stops it; gives the checkpoint of the end.</summary>
    private static TensorFile Run(
        EngineKind kind, ModelOptions model, TrainingOptions options, TensorFile? from, Observer observer, bool stopAtOnce = false)
    {
        RandomKey key = RandomKey.FromSeed(3);
        using IEngine engine = kind == EngineKind.Cpu
            ? new CpuEngine(model, options, key.Fork("weights"), threads: 2)
            : TorchReference.Engine(model, options, key.Fork("weights"));
        TaskOptions frame = new()
        {
            Label = model.ReadsSequences ? FrameLabel.Sequence : FrameLabel.Digit,
            FrameWidth = model.ReadsSequences ? 30 : 10,
            FrameHeight = 9,
            GrowthEpochs = 1,
            GrowthStart = 0.9,
            Augmentation = new() { Rotation = 20, Shift = 1 },
        };
        Trainer trainer = new(
            engine,
            new ClassificationTask(
                new FrameComposer(s_train, frame, key.Fork("frames"), training: true),
                new FrameComposer(s_validation, frame, default), model.Classes),
            options,
            key);
        if (from is not null)
        {
            // So that nothing is taken over but what is loaded.
            Scramble(engine);
            TrainingCheckpoint.Restore(trainer, from);
        }
        try
        {
            trainer.Train(observer, stopAtOnce ? new CancellationToken(canceled: true) : observer.Stop);
        }
        catch (OperationCanceledException)
        {
            // The checkpoint is of the last step.
        }
        return TrainingCheckpoint.Save(trainer);
    }

    private static void Scramble(IEngine engine) =>
        engine.LoadWeights(
            [.. engine.SaveWeights().Select(tensor => tensor with { Values = [.. tensor.Values.Select(value => value + 1)] })]);

    /// <summary>A checkpoint that went through a file.</summary>
    private TensorFile Saved(Trainer trainer)
    {
        TrainingCheckpoint.Save(trainer).Write(_folder["checkpoint"]);
        return TensorFile.Read(_folder["checkpoint"]);
    }

    private static void AssertSame(TensorFile expected, TensorFile actual)
    {
        Assert.Equal(expected.Metadata, actual.Metadata);
        Assert.Equal(expected.Tensors.Select(t => t.Name), actual.Tensors.Select(t => t.Name));
        Assert.All(expected.Tensors.Zip(actual.Tensors), pair => Assert.Equal(Bits(pair.First), Bits(pair.Second)));
        Assert.All(expected.Tensors.SelectMany(tensor => tensor.Values), value => Assert.True(float.IsFinite(value)));
    }

    private static IEnumerable<uint> Bits(NamedTensor tensor) => tensor.Values.Select(BitConverter.SingleToUInt32Bits);

    private static KeyValuePair<string, double>[] Untimed(EpochMetrics metrics) =>
        [.. metrics.Figures().Where(figure => figure.Key is not ("seconds" or "images_per_second"))];

    private static TrainingOptions Options(OptimiserOptions optimiser) => new()
    {
        Epochs = 2,
        BatchSize = 3,
        Optimiser = optimiser,
        Loss = new() { LocationWeight = 1 },
        Schedule = new() { LearningRate = 0.05, WarmUpEpochs = 0.5 },
    };
}
