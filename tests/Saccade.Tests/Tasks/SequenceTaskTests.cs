using Saccade.Checkpoints;
using Saccade.Errors;
using Saccade.Evaluation;
using Saccade.Experiments.Engines;
using Saccade.Images;
using Saccade.Networks;
using Saccade.Policy;
using Saccade.Random;
using Saccade.Tasks;
using Saccade.Tests.Reference;
using Saccade.Training;

namespace Saccade.Tests.Tasks;

/// <summary>A task of sequences as a user makes it: images with sequences of labels. It is learned, resumed and evaluated.</summary>
[Collection(TorchTests.Name)]
public sealed class SequenceTaskTests
{
    private const int Rows = 3;

    private static readonly RandomKey s_key = RandomKey.FromSeed(2);
    private static readonly ImageSize s_size = new(1, 6, 12);
    private static readonly ClassificationTask s_task = new(s_size, ["top", "middle", "bottom", "end"], () => new(Bars(), Bars()), Bars);
    private static readonly TrainingOptions s_training = new()
    {
        Epochs = 45,
        BatchSize = 6,
        Rollouts = 2,
        Schedule = new() { LearningRate = 0.01 },
        Loss = new() { LocationWeight = 0.1, LocationReachesCore = true },
    };

    private static readonly ModelOptions s_model = Synthetic.Tiny with
    {
        Classes = Rows + 1,
        Labels = 2,
        Glimpses = 4,
        GlimpseHidden = 16,
        GlimpseFeatures = 24,
        Hidden = 24,
        IdentityStart = true,
        Sensor = new() { PatchSide = 6, Scales = 2 },
        FirstLocation = FirstLocation.Centre,
    };

    [Theory]
    [InlineData(EngineKind.Cpu)]
    [InlineData(EngineKind.Torch)]
    public void It_is_learned_and_a_resumed_training_ends_with_the_same_weights(EngineKind kind)
    {
        using IEngine whole = Engine(), first = Engine(), second = Engine();
        new Trainer(whole, s_task, s_training, s_key).Train();
        using Observer observer = new() { StopAfter = 17 };
        Trainer stopped = new(first, s_task, s_training, s_key), resumed = new(second, s_task, s_training, s_key);
        Assert.Throws<OperationCanceledException>(() => stopped.Train(observer, observer.Stop));
        TrainingCheckpoint.Restore(resumed, TrainingCheckpoint.Save(stopped));
        resumed.Train();
        TinyTraining.AssertSame(whole.SaveWeights(), second.SaveWeights());

        EvaluationResult result = Evaluator.Evaluate(whole, s_task.Test(), new() { Rollouts = 2 });
        Assert.InRange(result.ErrorPercent, 0, 40); // by chance above 90
        Assert.InRange(result.LabelErrorPercent!.Value, 0, result.ErrorPercent);
        IReadOnlyList<GlimpseTrace> traces = GlimpseTracer.Trace(whole, s_task.Test(), 24, new());
        Assert.Equal(result.ErrorPercent, 100.0 * traces.Count(trace => !trace.Succeeded) / 24, 1e-9);

        IEngine Engine() => EngineFactory.Create(s_model, s_training, s_key.Fork("weights"), 1, kind);
    }

    [Fact]
    public void A_model_that_does_not_fit_is_refused()
    {
        Assert.Equal("model.labels", Refused(s_model with { Labels = 1 }));
        Assert.Equal("model.classes", Refused(s_model with { Classes = Rows + 2 }));

        static string? Refused(ModelOptions model)
        {
            using IEngine engine = EngineFactory.Create(model, s_training, s_key, 1);
            return Assert.ThrowsAny<SaccadeException>(() => new Trainer(engine, s_task, s_training, s_key)).Error.Key;
        }
    }

    /// <summary>One bright bar in the left half, or one in each half; the labels are their rows.</summary>
    private static ImageSet Bars()
    {
        int[][] sequences =
        [
            .. Enumerable.Range(0, 2 * Rows).Select(i => new[] { i % Rows }),
            .. Enumerable.Range(0, 2 * Rows * Rows).Select(i => new[] { i % Rows, i / Rows % Rows }),
        ];
        byte[] pixels = new byte[sequences.Length * s_size.Pixels];
        for (int i = 0; i < sequences.Length; i++)
        {
            foreach ((int half, int row) in sequences[i].Index())
            {
                for (int y = 2 * row; y < 2 * row + 2; y++)
                {
                    pixels.AsSpan(i * s_size.Pixels + y * s_size.Width + 6 * half, 5).Fill(255);
                }
            }
        }
        return new(pixels, new Labels(sequences), s_size);
    }
}
