using Saccade.Errors;
using Saccade.Evaluation;
using Saccade.Experiments.Engines;
using Saccade.Images;
using Saccade.Networks;
using Saccade.Policy;
using Saccade.Random;
using Saccade.Tasks;
using Saccade.Tests.Data;
using Saccade.Tests.Reference;
using Saccade.Training;

namespace Saccade.Tests.Tasks;

[Collection(TorchTests.Name)]
public sealed class ClassificationTaskTests
{
    private static readonly RandomKey s_key = RandomKey.FromSeed(4);

    [Fact]
    public void Nothing_is_loaded_before_it_is_needed_and_training_loads_no_test_images()
    {
        List<string> loaded = [];
        ClassificationTask task = new(
            new(1, 2, 2), ["a", "b"],
            () =>
            {
                loaded.Add("training");
                return new(Digits.Numbered(5, new(1, 2, 2)), Digits.Numbered(2, new(1, 2, 2)));
            },
            () =>
            {
                loaded.Add("test");
                return Digits.Numbered(3, new(1, 2, 2));
            });
        Assert.Equal((AnswerKind.Class, (int?)null, 2), (((ITask)task).Answers, ((ITask)task).Steps, task.ClassNames.Count));
        Assert.Empty(loaded);
        Assert.Equal((5, 2), (task.Training(2, s_key).Count, task.Validation().Count));
        Assert.Equal(["training"], loaded);
        Assert.Equal(3, task.Test().Count);
        Assert.Equal(["training", "test"], loaded);
    }

    [Fact]
    public void A_task_without_images_of_a_split_says_so()
    {
        ClassificationTask trained = new(Digits.Numbered(2, new(1, 2, 2)), Digits.Numbered(2, new(1, 2, 2)), 2);
        Assert.Equal(["0", "1"], trained.ClassNames);
        Assert.Throws<SaccadeException>(() => trained.Test());
        ClassificationTask tested = new(new(1, 2, 2), ["a"], training: null, () => Digits.Numbered(1, new(1, 2, 2)));
        Assert.Throws<InvalidOperationException>(() => tested.Training(1, s_key));
        Assert.Throws<InvalidOperationException>(() => tested.Validation());
        Assert.Throws<ArgumentOutOfRangeException>(() => ((ITask)tested).Episodes(Split.Train));
    }

    [Theory]
    [InlineData(EngineKind.Cpu)]
    [InlineData(EngineKind.Torch)]
    public void More_than_256_classes_are_trained_and_evaluated(EngineKind kind)
    {
        const int Classes = 700;
        ImageSet images = Labelled([0, 300, 699, 255, 256, 512]);
        ModelOptions model = new()
        {
            Kind = ModelKind.FullyConnected,
            Classes = Classes,
            Classifier = new() { Units = 16, FrameWidth = Synthetic.TinySize.Width, FrameHeight = Synthetic.TinySize.Height },
        };
        TrainingOptions training = new() { Epochs = 100, BatchSize = 6, Schedule = new() { LearningRate = 0.01 } };
        using IEngine engine = EngineFactory.Create(model, training, s_key, 1, kind);
        new Trainer(engine, new ClassificationTask(images, images, Classes), training, s_key).Train();
        EvaluationResult result = Evaluator.Evaluate(engine, images, new());
        Assert.Equal(0, result.ErrorPercent);
        Assert.Equal(1, result.Confusion[699][699]);
        // The model has no class 699 where it has 699 classes.
        using IEngine fewer = EngineFactory.Create(model with { Classes = 699 }, training, s_key, 1, kind);
        Assert.Throws<SaccadeException>(() => new Trainer(fewer, new ClassificationTask(images, images, 699), training, s_key));
        Assert.Throws<SaccadeException>(() => Evaluator.Evaluate(fewer, images, new()));
    }

    [Theory]
    [InlineData(EngineKind.Cpu)]
    [InlineData(EngineKind.Torch)]
    public void The_cross_entropy_is_that_of_the_right_one_of_many_classes(EngineKind kind)
    {
        using IEngine engine = EngineFactory.Create(Synthetic.Tiny with { Classes = 700 }, new(), s_key, 1, kind);
        ImageSet images = Labelled([0, 300, 699, 255, 256, 512]);
        IEpisodes batch = ((IEpisodeSource)ImageBatches.InOrder(images)).Load(0, 0);
        RolloutNoise noise = Synthetic.TinyNoise(rows: 6);
        float[] probabilities = engine.Forward(batch, noise).Probabilities;
        double expected = Enumerable.Range(0, 6).Average(i => -Math.Log(probabilities[(2 * 6 + i) * 700 + images.Labels[i]]));
        Assert.Equal(expected, engine.Backward(batch, noise, new(1, 1, 1)).Loss.Action, 1e-4);
    }

    [Theory]
    [InlineData(LossSteps.Last)]
    [InlineData(LossSteps.Every)]
    public void Both_engines_give_the_reward_of_the_task_alike(LossSteps rewardAt)
    {
        TrainingOptions training = new()
        {
            Loss = new() { LocationWeight = 0.5, RewardAt = rewardAt, LocationReachesCore = true },
            Optimiser = new() { Kind = OptimiserKind.Sgd, Momentum = 0 },
        };
        ImageBatch batch = Batch((probabilities, label) => 0.25 + probabilities[label] / 2);
        RolloutNoise noise = Synthetic.TinyNoise(rows: 10);
        using IEngine cpu = EngineFactory.Create(Synthetic.Tiny, training, s_key, 2),
            torch = EngineFactory.Create(Synthetic.Tiny, training, s_key, 1, EngineKind.Torch);
        StepReport expected = torch.Step(training, batch, noise, 1), actual = cpu.Step(training, batch, noise, 1);
        Assert.Equal(expected.Reward, actual.Reward, 1e-5);
        Assert.Equal(expected.Loss.Baseline, actual.Loss.Baseline, 1e-4);
        Assert.Equal(expected.Loss.Location, actual.Loss.Location, 1e-3);
        Assert.Equal(expected.Accuracy, actual.Accuracy, 1e-6);
        // The model knows nothing yet: each of four classes has about a quarter of the probability.
        Assert.InRange(actual.Reward, 0.25 + 0.08, 0.25 + 0.25);
        NamedTensor[] weights = [.. cpu.SaveWeights()];
        Assert.All(torch.SaveWeights(), one =>
            Assert.Equal(
                one.Values,
                weights.Single(other => other.Name == one.Name).Values,
                (a, b) => Math.Abs(a - b) < 2e-4 * (1 + Math.Abs(a))));
    }

    [Theory]
    [InlineData(EngineKind.Cpu, RewardKind.Accuracy)]
    [InlineData(EngineKind.Torch, RewardKind.Accuracy)]
    [InlineData(EngineKind.Cpu, RewardKind.Probability)]
    [InlineData(EngineKind.Torch, RewardKind.Probability)]
    public void A_reward_function_that_equals_the_options_changes_nothing(EngineKind kind, RewardKind reward)
    {
        TrainingOptions training = new() { Loss = new() { LocationWeight = 0.5, Reward = reward, RewardAt = LossSteps.Every } };
        RewardFunction same = reward == RewardKind.Probability
            ? (probabilities, label) => probabilities[label]
            : (probabilities, label) => probabilities.IndexOf(Highest(probabilities)) == label ? 1 : 0;
        using IEngine named = EngineFactory.Create(Synthetic.Tiny, training, s_key, 1, kind),
            called = EngineFactory.Create(Synthetic.Tiny, training, s_key, 1, kind);
        StepReport expected = named.Step(training, Synthetic.TinyBatch(), Synthetic.TinyNoise(), 0.1);
        StepReport actual = called.Step(training, Batch(same), Synthetic.TinyNoise(), 0.1);
        Assert.Equal(expected.Loss.Location, actual.Loss.Location, 1e-5);
        Assert.Equal(expected.Reward, actual.Reward, 1e-6);
        Assert.Equal(Flat(named), Flat(called), (a, b) => Math.Abs(a - b) < 1e-5);

        static float Highest(ReadOnlySpan<float> values)
        {
            float highest = values[0];
            foreach (float value in values)
            {
                highest = Math.Max(highest, value);
            }
            return highest;
        }
    }

    [Theory]
    [InlineData(EngineKind.Cpu)]
    [InlineData(EngineKind.Torch)]
    public void A_reward_of_the_tasks_own_goes_through_the_trainer(EngineKind kind)
    {
        ImageSet images = Digits.Noise(8, Synthetic.TinySize);
        ModelOptions model = Synthetic.Tiny with { Classes = 10 };
        TrainingOptions training = new() { Epochs = 1, BatchSize = 4 };
        using IEngine engine = EngineFactory.Create(model, training, s_key, 1, kind);
        HashSet<int> labels = [];
        ClassificationTask task = new(images, images, 10)
        {
            Reward = (probabilities, label) =>
            {
                Assert.Equal(10, probabilities.Length);
                lock (labels)
                {
                    labels.Add(label);
                }
                return 0.75;
            },
        };
        using Observer observer = new();
        new Trainer(engine, task, training, s_key).Train(observer);
        Assert.Equal(Enumerable.Range(0, 8), labels.Order());
        Assert.All(observer.Steps, step => Assert.Equal(0.75, step.Reward, 1e-6));
        Assert.Equal(0.75, Assert.Single(observer.Epochs).Reward, 1e-6);
    }

    /// <summary>Images of noise with these labels.</summary>
    private static ImageSet Labelled(int[] labels) =>
        new(Digits.Noise(labels.Length, Synthetic.TinySize).Pixels(), new Labels(labels), Synthetic.TinySize);

    private static ImageBatch Batch(RewardFunction reward)
    {
        ImageBatch plain = Synthetic.TinyBatch();
        ImageBatch batch = new(plain.Count, plain.Size) { Count = plain.Count, Reward = reward };
        plain.Pixels.CopyTo(batch.Pixels);
        plain.Labels.CopyTo(batch.Labels);
        return batch;
    }

    private static float[] Flat(IEngine engine) => [.. engine.SaveWeights().SelectMany(weight => weight.Values)];
}
