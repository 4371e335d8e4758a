using Saccade.Cpu;
using Saccade.Errors;
using Saccade.Evaluation;
using Saccade.Experiments.Engines;
using Saccade.Images;
using Saccade.Networks;
using Saccade.Policy;
using Saccade.Random;
using Saccade.Tasks;
using Saccade.Tests.Reference;
using Saccade.Torch;
using Saccade.Training;

namespace Saccade.Tests.Cpu;

/// <summary>The CPU engine against the Torch engine, the reference.</summary>
[Collection(TorchTests.Name)]
public sealed class CpuEngineTests
{
    private static readonly RandomKey Key = RandomKey.FromSeed(11);
    private static readonly TrainingOptions Plain = new();

    public static TheoryData<string, ModelOptions, LossOptions> Variants => new()
    {
        { "additive", Synthetic.Tiny, new() { LocationWeight = 0.5 } },
        { "identity start", Synthetic.Tiny with { IdentityStart = true }, new() { LocationWeight = 0.5 } },
        { "concatenated", Synthetic.Tiny with { GlimpseForm = GlimpseForm.Concatenated }, new() { LocationWeight = 0.5 } },
        { "LSTM", Synthetic.Tiny with { Core = CoreKind.Lstm, Hidden = 9 }, new() { LocationWeight = 0.5, LocationReachesCore = true } },
        {
            "learned start",
            Synthetic.Tiny with { FirstLocation = FirstLocation.Learned },
            new() { LocationWeight = 0.5, LocationReachesCore = true }
        },
        { "centre", Synthetic.Tiny with { FirstLocation = FirstLocation.Centre }, new() { LocationWeight = 0.5 } },
        {
            "hidden layer before a linear mean",
            Synthetic.Tiny with { LocationHidden = 5, SquashMean = false },
            new() { LocationWeight = 0.5, LocationReachesCore = true }
        },
        {
            "every gradient into the core",
            Synthetic.Tiny,
            new() { LocationWeight = 0.5, LocationReachesCore = true, BaselineReachesCore = true }
        },
        {
            "every answer",
            Synthetic.Tiny with { LocationHidden = 5 },
            new() { LocationWeight = 0.5, ActionAt = LossSteps.Every, RewardAt = LossSteps.Every }
        },
        {
            "reward of probabilities",
            Synthetic.Tiny,
            new() { LocationWeight = 0.5, RewardAt = LossSteps.Every, Reward = RewardKind.Probability }
        },
        { "lambda return", Synthetic.Tiny with { Glimpses = 4 }, new() { LocationWeight = 0.5, Lambda = 0.6 } },
        {
            "lambda return of every answer",
            Synthetic.Tiny with { Glimpses = 4 },
            new() { LocationWeight = 0.5, RewardAt = LossSteps.Every, Reward = RewardKind.Probability, Lambda = 0.3 }
        },
        {
            "label smoothing of every answer",
            Synthetic.Tiny,
            new() { LocationWeight = 0.5, ActionAt = LossSteps.Every, LabelSmoothing = 0.2 }
        },
        { "reward of progress", Synthetic.Tiny, new() { LocationWeight = 0.5, Reward = RewardKind.Progress } },
        {
            "reward of progress from the start, lambda return",
            Synthetic.Tiny with { FirstLocation = FirstLocation.Learned },
            new() { LocationWeight = 0.5, LocationReachesCore = true, Reward = RewardKind.Progress, Lambda = 0.6, LeaveOneOut = true }
        },
        {
            "leave-one-out baseline beside the value",
            Synthetic.Tiny with { Glimpses = 4 },
            new() { LocationWeight = 0.5, Lambda = 0.6, Reward = RewardKind.Probability, LeaveOneOut = true }
        },
        {
            "leave-one-out baseline alone",
            Synthetic.Tiny,
            new() { LocationWeight = 0.5, RewardAt = LossSteps.Every, SubtractBaseline = false, LeaveOneOut = true }
        },
        {
            "report's term, mean over glimpses",
            Synthetic.Tiny,
            new() { LocationTerm = LocationTerm.Report, Reduction = GlimpseReduction.Mean }
        },
        {
            "bare term without baseline",
            Synthetic.Tiny,
            new() { LocationTerm = LocationTerm.Bare, SubtractBaseline = false, BaselineWeight = 0.3 }
        },
        {
            "no activation in the first layers, tanh of the sample",
            Synthetic.Tiny with { GlimpseActivation = Activation.None, SquashSample = true, Sigma = 0.6 },
            new() { LocationWeight = 0.5, LocationReachesCore = true }
        },
        {
            "batch normalisation without activation",
            Synthetic.Tiny with { BatchNorm = true, GlimpseActivation = Activation.None },
            new() { LocationWeight = 0.5 }
        },
        { "input scale and sum", Synthetic.Tiny with { InputScale = 3, InputSum = true }, new() { LocationWeight = 0.5 } },
        { "batch normalisation", Synthetic.Tiny with { BatchNorm = true }, new() { LocationWeight = 0.5, LocationReachesCore = true } },
        {
            "batch normalisation of the concatenated form before an LSTM",
            Synthetic.Tiny with { BatchNorm = true, GlimpseForm = GlimpseForm.Concatenated, Core = CoreKind.Lstm, Hidden = 9 },
            new() { LocationWeight = 0.5, RewardAt = LossSteps.Every }
        },
        {
            "batch normalisation per glimpse",
            Synthetic.Tiny with { BatchNorm = true, BatchNormPerGlimpse = true },
            new() { LocationWeight = 0.5 }
        },
        { "sequences", Synthetic.Tiny with { Labels = 3, Glimpses = 6 }, new() { LocationWeight = 0.5, LocationReachesCore = true } },
        {
            "convolutions over the scales as channels",
            Synthetic.Tiny with { Sensor = new() { PatchSide = 5, Scales = 2 }, Convolution = new() { Filters = [3, 34] } },
            new() { LocationWeight = 0.5 }
        },
        {
            "convolutions with stride and pooling, multiplied",
            Synthetic.Tiny with
            {
                Sensor = new() { PatchSide = 9, Scales = 1 },
                GlimpseForm = GlimpseForm.Multiplied,
                Convolution = new() { Filters = [4, 5, 6], FilterSides = [5, 3, 3], Strides = [2, 1, 1], Pools = [1, 2, 1] },
            },
            new() { LocationWeight = 0.5, LocationReachesCore = true }
        },
        {
            "a stack of convolutions for each scale, concatenated",
            Synthetic.Tiny with
            {
                Sensor = new() { PatchSide = 6, Scales = 3 },
                GlimpseForm = GlimpseForm.Concatenated,
                Convolution = new() { Filters = [3, 2], FilterSides = [3, 1], Pools = [2, 1] },
                ConvolveScalesApart = true,
            },
            new() { LocationWeight = 0.5 }
        },
        {
            "the maximum of each filter and its place, of each scale",
            Synthetic.Tiny with
            {
                Sensor = new() { PatchSide = 7, Scales = 2 },
                Convolution = new() { Filters = [3, 34], Pools = [2, 1] },
                ConvolveScalesApart = true,
                ConvolutionPooling = GlobalPooling.MaximumAndPlace,
            },
            new() { LocationWeight = 0.5, LocationReachesCore = true }
        },
        {
            "the mean of each filter",
            Synthetic.Tiny with
            {
                Sensor = new() { PatchSide = 5, Scales = 1 },
                Convolution = new() { Filters = [5] },
                ConvolutionPooling = GlobalPooling.Mean,
            },
            new() { LocationWeight = 0.5 }
        },
        {
            "multiplied without convolutions or activation",
            Synthetic.Tiny with { GlimpseForm = GlimpseForm.Multiplied, GlimpseActivation = Activation.None },
            new() { LocationWeight = 0.5 }
        },
        {
            "convolutions with batch normalisation behind them",
            Synthetic.Tiny with { BatchNorm = true, Convolution = new() { Filters = [3] } },
            new() { LocationWeight = 0.5 }
        },
        {
            "two core layers",
            Synthetic.Tiny with { CoreLayers = 2 },
            new() { LocationWeight = 0.5, LocationReachesCore = true, BaselineReachesCore = true }
        },
        {
            "two core layers, of which only the lower learns",
            Synthetic.Tiny with { CoreLayers = 2 },
            new() { LocationWeight = 0.5, ActionAt = LossSteps.Every }
        },
        {
            "a context network of one core",
            Synthetic.Tiny with
            {
                Context = new()
                {
                    Side = 7,
                    Units = 6,
                    Convolution = new() { Filters = [3, 5], Pools = [2, 1] },
                    Pooling = GlobalPooling.MaximumAndPlace,
                },
                FirstLocation = FirstLocation.Learned,
            },
            new() { LocationWeight = 0.5, LocationReachesCore = true }
        },
        {
            "a saliency map",
            Synthetic.Tiny with
            {
                Glimpses = 4,
                LocationForm = LocationForm.Saliency,
                Context = new()
                {
                    Side = 12,
                    Units = 6,
                    Convolution = new() { Filters = [3, 5], Pools = [2, 1] },
                    Pooling = GlobalPooling.MaximumAndPlace,
                },
                FirstLocation = FirstLocation.Learned,
            },
            new() { LocationWeight = 0.5, LocationReachesCore = true }
        },
        {
            "a saliency map of two core layers",
            Synthetic.Tiny with
            {
                Glimpses = 4,
                CoreLayers = 2,
                LocationForm = LocationForm.Saliency,
                Context = new() { Side = 9, Units = 6, Convolution = new() { Filters = [5], Pools = [2] } },
            },
            new() { LocationWeight = 0.5 }
        },
        {
            "a saliency map whose rows fill whole panels",
            Synthetic.Tiny with
            {
                LocationForm = LocationForm.Saliency,
                FirstLocation = FirstLocation.Learned,
                Context = new() { Side = 16, Units = 0, Convolution = new() { Filters = [8], Pools = [2] } },
            },
            new() { LocationWeight = 0.5 }
        },
        {
            "a saliency map without a first state",
            Synthetic.Tiny with
            {
                LocationForm = LocationForm.Saliency,
                FirstLocation = FirstLocation.Learned,
                Context = new() { Side = 12, Units = 0, Convolution = new() { Filters = [5, 4], Pools = [2, 1] } },
            },
            new() { LocationWeight = 0.5, LocationReachesCore = true }
        },
        {
            "a context network of one LSTM core whose location has no gradient into it",
            Synthetic.Tiny with { Core = CoreKind.Lstm, Context = new() { Side = 4, Units = 6 } },
            new() { LocationWeight = 0.5 }
        },
        {
            "two LSTM layers and a context network",
            Synthetic.Tiny with
            {
                Core = CoreKind.Lstm,
                CoreLayers = 2,
                Hidden = 9,
                Context = new() { Side = 4, Units = 6 },
                FirstLocation = FirstLocation.Learned,
            },
            new() { LocationWeight = 0.5, LocationReachesCore = true }
        },
        {
            "two ReLU layers and a context network with convolutions",
            Synthetic.Tiny with
            {
                CoreLayers = 2,
                LocationHidden = 5,
                Context = new() { Side = 6, Units = 6, Convolution = new() { Filters = [3, 4], Pools = [2, 1] } },
                FirstLocation = FirstLocation.Learned,
            },
            new() { LocationWeight = 0.5, LocationReachesCore = true, BaselineReachesCore = true, Lambda = 0.5 }
        },
        {
            "a stop network beside every answer",
            Synthetic.Tiny with { Glimpses = 4, Stop = new() { Units = 6 } },
            new() { LocationWeight = 0.5, ActionAt = LossSteps.Every, RewardAt = LossSteps.Every, StopWeight = 3 }
        },
        {
            "a stop network that reaches an LSTM, beside the last answer",
            Synthetic.Tiny with
            {
                Core = CoreKind.Lstm,
                CoreLayers = 2,
                Hidden = 9,
                Context = new() { Side = 4, Units = 6 },
                Stop = new() { Units = 5, LowestPrice = 0.01, HighestPrice = 0.3, Price = 0.1 },
            },
            new() { LocationWeight = 0.5, StopReachesCore = true }
        },
        {
            "the paper's sizes",
            PaperModels.Mnist28 with { LocationHidden = 128 },
            new() { LocationWeight = 0.1, LocationReachesCore = true }
        },
    };

    [Theory]
    [MemberData(nameof(Variants))]
    public void Traces_losses_and_every_gradient_are_those_of_the_reference(string variant, ModelOptions model, LossOptions loss)
    {
        // A rate of 1 and nothing but the gradient: the step is the gradient.
        TrainingOptions training = new() { Loss = loss, Optimiser = new() { Kind = OptimiserKind.Sgd, Momentum = 0 } };
        ImageBatch batch = Synthetic.Batch(3, 5, Synthetic.TinySize, model.Classes);
        RolloutNoise one = Priced(model, RolloutNoise.Draw(Key, 0, 5, model.Glimpses, PolicyMode.Mean));
        RolloutNoise two = Priced(model, RolloutNoise.Draw(Key, 0, 10, model.Glimpses, PolicyMode.Sample, scale: 0.6));
        using TorchEngine reference = TorchReference.Engine(model, training, Key);
        for (int threads = 1; threads <= 3; threads++)
        {
            using CpuEngine fast = new(model, training, Key, threads);
            reference.LoadWeights(fast.SaveWeights());
            RolloutBatch expected = reference.Forward(batch, one), actual = fast.Forward(batch, one);
            Near(variant, expected.Locations, actual.Locations);
            Near(variant, expected.Probabilities, actual.Probabilities);
            Near(variant, expected.Values, actual.Values);
            Assert.Equal(expected.GlimpsesTaken, actual.GlimpsesTaken);
            foreach ((GradientNorm norm, GradientNorm found) in reference.MeasureGradients(training, batch, two).Zip(
                fast.MeasureGradients(training, batch, two)))
            {
                Assert.Equal((norm.Network, norm.Term), (found.Network, found.Term));
                Assert.Equal(norm.Norm, found.Norm, 1e-4 * (1 + norm.Norm));
            }
            StepReport step = reference.Step(training, batch, two, 1), same = fast.Step(training, batch, two, 1);
            Assert.Equal(step.Loss.Action, same.Loss.Action, 1e-4);
            Assert.Equal(step.Loss.Baseline, same.Loss.Baseline, 1e-4);
            Assert.Equal(step.Loss.Location, same.Loss.Location, 1e-3);
            Assert.Equal(step.Loss.Stop, same.Loss.Stop, 1e-5);
            Assert.Equal(step.Loss.Total, same.Loss.Total, 1e-3);
            Assert.Equal(step.Accuracy, same.Accuracy, 1e-6);
            Assert.Equal(step.Reward, same.Reward, 1e-5);
            Assert.Equal(step.LocationVariance, same.LocationVariance, 1e-4);
            Same(variant, reference.SaveWeights(), fast.SaveWeights(), 2e-4);
        }
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void A_group_has_the_weights_of_a_single_worker_to_the_bit(string variant, ModelOptions model, LossOptions loss) =>
        AssertGroupIsAsOne(variant, Wide(model), loss, images: 7);

    [Theory]
    [InlineData(false, 4)]
    [InlineData(true, 7)]
    [InlineData(false, 2)]
    public void A_group_of_any_size_has_them_with_random_glimpses_or_one_glimpse(bool random, int images) =>
        AssertGroupIsAsOne("group", Wide(Synthetic.Tiny with { RandomGlimpses = random, Glimpses = images == 4 ? 1 : 3 }), new(), images);

    [Fact]
    public void A_group_has_them_with_the_most_rollouts_of_a_single_micro_batch() =>
        AssertGroupIsAsOne("group", Wide(Synthetic.Tiny), new(), images: 17, fewestThreads: 3);

    [Fact]
    public void When_a_member_fails_the_step_fails_and_the_next_is_that_of_a_new_engine()
    {
        const int Images = 6, Glimpses = 3;
        ModelOptions model = Wide(Synthetic.Tiny);
        float[] steps = new float[Glimpses * Images * 2];
        // Glimpse 1 of the last image, which is the last worker's.
        steps[4 * Images - 1] = float.NaN;
        using CpuEngine engine = new(model, new(), Key, threads: 3), fresh = new(model, new(), Key, threads: 3);
        ImageBatch batch = Synthetic.TinyBatch(count: Images);
        SaccadeException thrown = Assert.ThrowsAny<SaccadeException>(
            () => engine.Step(Plain, batch, new RolloutNoise(new float[2 * Images], steps), 0.01));
        Assert.Contains("mean became NaN", thrown.Message);
        RolloutNoise good = Synthetic.TinyNoise(rows: Images);
        Assert.Equal(fresh.Step(Plain, batch, good, 0.01), engine.Step(Plain, batch, good, 0.01));
        TinyTraining.AssertSame(fresh.SaveWeights(), engine.SaveWeights());
    }

    [Fact]
    public void The_bits_do_not_depend_on_who_steals_work()
    {
        // More workers than most machines have cores: some start late, when others have stolen their last micro-batches.
        const int Images = 700, Threads = 5;
        using CpuEngine one = new(Synthetic.Tiny, new(), Key, Threads), two = new(Synthetic.Tiny, new(), Key, Threads);
        for (int step = 0; step < 10; step++)
        {
            // The last batch is smaller than what may be left of the others.
            ImageBatch batch = Synthetic.TinyBatch(seed: step, count: step < 9 ? Images : 4);
            RolloutNoise noise = Synthetic.TinyNoise(seed: step, rows: batch.Count);
            Assert.Equal(one.Step(Plain, batch, noise, 0.01), two.Step(Plain, batch, noise, 0.01));
        }
        TinyTraining.AssertSame(one.SaveWeights(), two.SaveWeights());
    }

    [Fact]
    public void Micro_batches_left_by_a_failed_step_are_not_in_the_next()
    {
        const int Images = 300, Glimpses = 3;
        float[] steps = new float[Glimpses * Images * 2];
        // Every worker fails in its first micro-batch and leaves the others.
        steps.AsSpan(2 * Images, 2 * Images).Fill(float.NaN);
        using CpuEngine engine = new(Synthetic.Tiny, new(), Key, threads: 3), fresh = new(Synthetic.Tiny, new(), Key, threads: 3);
        Assert.ThrowsAny<SaccadeException>(
            () => engine.Step(Plain, Synthetic.TinyBatch(count: Images), new RolloutNoise(new float[2 * Images], steps), 0.01));
        ImageBatch next = Synthetic.TinyBatch(count: 2);
        RolloutNoise good = Synthetic.TinyNoise(rows: 200);
        Assert.Equal(fresh.Step(Plain, next, good, 0.01), engine.Step(Plain, next, good, 0.01));
        TinyTraining.AssertSame(fresh.SaveWeights(), engine.SaveWeights());
    }

    [Theory]
    [InlineData(1, 100, 1)]
    [InlineData(2, 67, 3)]
    [InlineData(3, 10, 40)]
    public void A_batch_of_many_micro_batches_has_the_gradient_and_the_figures_of_the_whole(int threads, int images, int rollouts)
    {
        ModelOptions model = Synthetic.Tiny with { LocationHidden = 5 };
        TrainingOptions training = new()
        {
            Loss = new() { LocationWeight = 0.5, LocationReachesCore = true },
            Optimiser = new() { Kind = OptimiserKind.Sgd, Momentum = 0 },
        };
        ImageBatch batch = Synthetic.Batch(3, images, Synthetic.TinySize, model.Classes);
        RolloutNoise noise = RolloutNoise.Draw(Key, 0, images * rollouts, model.Glimpses, PolicyMode.Sample);
        using TorchEngine reference = TorchReference.Engine(model, training, Key);
        using CpuEngine fast = new(model, training, Key, threads);
        for (int step = 0; step < 2; step++)
        {
            StepReport expected = reference.Step(training, batch, noise, 0.1), actual = fast.Step(training, batch, noise, 0.1);
            Assert.Equal(expected.Loss.Total, actual.Loss.Total, 1e-3);
            Assert.Equal(expected.Accuracy, actual.Accuracy, 1e-6);
            Assert.Equal(expected.LocationVariance, actual.LocationVariance, 1e-4);
        }
        Same($"{images} images, {rollouts} rollouts each", reference.SaveWeights(), fast.SaveWeights(), 2e-4);
    }

    public static TheoryData<ModelOptions, int, int> Droppable => new()
    {
        { Synthetic.Tiny, 67, 3 },
        { Synthetic.Tiny with { BatchNorm = true }, 5, 2 },
        { Synthetic.Tiny with { Core = CoreKind.Lstm }, 5, 2 },
        { Synthetic.Tiny with { GlimpseForm = GlimpseForm.Multiplied, CoreLayers = 2 }, 5, 2 },
    };

    [Theory]
    [MemberData(nameof(Droppable))]
    public void Dropout_is_that_of_the_reference_in_any_micro_batch(ModelOptions model, int images, int rollouts)
    {
        TrainingOptions training = new()
        {
            Loss = new() { LocationWeight = 0.5, LocationReachesCore = true },
            Optimiser = new() { Kind = OptimiserKind.Sgd, Momentum = 0 },
        };
        ImageBatch batch = Synthetic.TinyBatch(count: images);
        RolloutNoise plain = Synthetic.TinyNoise(rows: images * rollouts), noise = plain.WithDropout(0.4, Key);
        using TorchEngine reference = TorchReference.Engine(model, training, Key);
        IReadOnlyList<NamedTensor> start = reference.SaveWeights();
        StepReport expected = reference.Step(training, batch, noise, 1);
        for (int threads = 1; threads <= 3; threads++)
        {
            using CpuEngine fast = new(model, training, Key, threads);
            fast.LoadWeights(start);
            StepReport actual = fast.Step(training, batch, noise, 1);
            Assert.Equal(expected.Loss.Action, actual.Loss.Action, 1e-4);
            Assert.Equal(expected.Loss.Location, actual.Loss.Location, 1e-3);
            Same("dropout", reference.SaveWeights(), fast.SaveWeights(), 2e-4);
            Assert.NotEqual(fast.Step(training, batch, plain, 0).Loss.Action, fast.Step(training, batch, noise, 0).Loss.Action);
        }
    }

    [Theory]
    [InlineData(LossSteps.Last)]
    [InlineData(LossSteps.Every)]
    public void A_reward_of_probabilities_is_not_the_accuracy_in_either_engine(LossSteps rewardAt)
    {
        TrainingOptions training = new() { Loss = new() { Reward = RewardKind.Probability, RewardAt = rewardAt } };
        ImageBatch batch = Synthetic.TinyBatch();
        RolloutNoise noise = RolloutNoise.Draw(Key, 0, 2 * batch.Count, Synthetic.Tiny.Glimpses, PolicyMode.Sample);
        using TorchEngine reference = TorchReference.Engine(Synthetic.Tiny, training, Key);
        using CpuEngine fast = new(Synthetic.Tiny, training, Key, threads: 2);
        StepReport expected = reference.Step(training, batch, noise, 0.1), actual = fast.Step(training, batch, noise, 0.1);
        Assert.Equal(expected.Reward, actual.Reward, 1e-5);
        Assert.Equal(expected.Accuracy, actual.Accuracy, 1e-6);
        // The tiny model knows nothing yet: every class has about its share of the probability.
        Assert.InRange(actual.Reward, 0.5 / Synthetic.Tiny.Classes, 2.0 / Synthetic.Tiny.Classes);
        Assert.NotEqual(actual.Accuracy, actual.Reward, 1e-3);
    }

    [Fact]
    public void Both_engines_start_with_the_same_weights()
    {
        ModelOptions lstm = Synthetic.Tiny with { Core = CoreKind.Lstm, LocationHidden = 4 };
        ModelOptions[] models = [Synthetic.Tiny, lstm, PaperModels.Mnist28];
        foreach (ModelOptions model in models)
        {
            using TorchEngine reference = TorchReference.Engine(model, new(), Key);
            using CpuEngine fast = new(model, new(), Key, threads: 1);
            Same("initial weights", reference.SaveWeights(), fast.SaveWeights(), 0);
        }
    }

    public static TheoryData<OptimiserOptions, GlimpseForm, CoreKind> Trainings => new()
    {
        { new(), GlimpseForm.Additive, CoreKind.Relu },
        { new(), GlimpseForm.Additive, CoreKind.Lstm },
        { new(), GlimpseForm.Concatenated, CoreKind.Relu },
        { new(), GlimpseForm.Concatenated, CoreKind.Lstm },
        { new() { WeightDecay = 0.01, ClipNorm = 0.5 }, GlimpseForm.Additive, CoreKind.Relu },
        { new() { Kind = OptimiserKind.AdamW, WeightDecay = 0.1 }, GlimpseForm.Additive, CoreKind.Relu },
        { new() { Kind = OptimiserKind.Sgd, Momentum = 0.95, WeightDecay = 0.01 }, GlimpseForm.Additive, CoreKind.Relu },
        { new() { Kind = OptimiserKind.Sgd, Nesterov = true }, GlimpseForm.Additive, CoreKind.Relu },
        { new() { Kind = OptimiserKind.Sgd, Momentum = 0 }, GlimpseForm.Additive, CoreKind.Relu },
    };

    [Theory]
    [MemberData(nameof(Trainings))]
    public void A_hundred_steps_of_both_engines_agree_and_so_does_the_state_of_the_optimiser(
        OptimiserOptions optimiser, GlimpseForm form, CoreKind core)
    {
        // A pixel of difference in a glimpse, or an answer that is right by a hair, would part the two runs for good: the
        // images are all of one grey, and probabilities are the rewards.
        ModelOptions model = Synthetic.Tiny with { Sensor = new() { PatchSide = 2, Reach = 0.3 }, GlimpseForm = form, Core = core };
        LossOptions loss = new() { LocationWeight = 0.1, LocationReachesCore = true, Reward = RewardKind.Probability };
        TrainingOptions training = new() { Optimiser = optimiser, Loss = loss };
        using TorchEngine reference = TorchReference.Engine(model, training, Key);
        using CpuEngine fast = new(model, training, Key, threads: 2);
        for (int step = 0; step < 100; step++)
        {
            ImageBatch batch = Greys(step);
            RolloutNoise noise = RolloutNoise.Draw(Key.Fork(step), 0, 16, model.Glimpses, PolicyMode.Sample);
            StepReport expected = reference.Step(training, batch, noise, 0.01), actual = fast.Step(training, batch, noise, 0.01);
            Assert.Equal(expected.Loss.Total, actual.Loss.Total, 2e-3);
        }
        Same("weights", reference.SaveWeights(), fast.SaveWeights(), 2e-3);
        Same("memory", reference.SaveOptimiser(), fast.SaveOptimiser(), 2e-3);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, false)]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(3, true)]
    public void A_step_is_the_same_to_the_bit_each_time_and_across_save_and_load(int threads, bool allParts)
    {
        ModelOptions model = allParts ? Synthetic.AllParts : Synthetic.Tiny;
        TrainingOptions training = new() { Loss = new() { LocationWeight = 0.1 }, Optimiser = new() { ClipNorm = 1 } };
        using CpuEngine first = new(model, training, Key, threads);
        using CpuEngine second = new(model, training, RandomKey.FromSeed(2), threads);
        Steps(first, 0, 5);
        second.LoadWeights(first.SaveWeights());
        second.LoadOptimiser(first.SaveOptimiser());
        Steps(first, 5, 5);
        Steps(second, 5, 5);
        TinyTraining.AssertSame(first.SaveWeights(), second.SaveWeights());
        TinyTraining.AssertSame(first.SaveOptimiser(), second.SaveOptimiser());

        void Steps(CpuEngine engine, int from, int count)
        {
            for (int step = from; step < from + count; step++)
            {
                // The last batch of an epoch may be shorter.
                int images = 4 - step % 2;
                RolloutNoise noise = model.Priced(Synthetic.TinyNoise(step, rows: 2 * images).WithDropout(0.1, Key.Fork(step)));
                engine.Step(training, Synthetic.TinyBatch(step, images), noise, 0.01);
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Rollouts_are_the_same_to_the_bit_for_any_batch_size_and_any_number_of_threads(bool allParts)
    {
        const int Images = 201; // more than a micro-batch for each of three threads
        (ModelOptions model, ImageSize size) =
            allParts ? (Synthetic.AllParts, Synthetic.TinySize) : (PaperModels.Mnist28, new(1, 28, 28));
        ImageBatch batch = Synthetic.Batch(1, Images, size, model.Classes);
        using CpuEngine one = new(model, new(), Key, threads: 1), three = new(model, new(), Key, threads: 3);
        RolloutBatch together = three.Forward(batch, RolloutNoise.Draw(Key, 0, Images, model.Glimpses, PolicyMode.Sample));
        for (int i = 0; i < Images; i++)
        {
            RolloutNoise own = RolloutNoise.Draw(Key, i, 1, model.Glimpses, PolicyMode.Sample);
            together.AssertHolds(i, one.Forward(Synthetic.Only(batch, i), own));
        }
    }

    [Fact]
    public void Logits_of_any_size_have_probabilities_and_a_loss()
    {
        using CpuEngine engine = new(Synthetic.Tiny, new(), Key, threads: 1);
        engine.LoadWeights(
            [.. engine.SaveWeights().Select(w => w.Name == "action.scores.bias" ? w with { Values = [900, -900, 905, 0] } : w)]);
        ImageBatch batch = Synthetic.TinyBatch();
        RolloutBatch trace = engine.Forward(batch, Synthetic.TinyNoise());
        for (int row = 0; row < trace.Probabilities.Length; row += 4)
        {
            Assert.Equal(1, trace.Probabilities[row..(row + 4)].Sum(), 1e-5);
        }
        Assert.InRange(engine.Step(Plain, batch, Synthetic.TinyNoise(), 0).Loss.Action, 0, 2000);
    }

    [Fact]
    public void Random_glimpses_and_a_single_glimpse_do_not_train_the_policy()
    {
        ModelOptions random = Synthetic.Tiny with { RandomGlimpses = true };
        (ModelOptions, PolicyMode)[] cases = [(random, PolicyMode.Random), (Synthetic.Tiny with { Glimpses = 1 }, PolicyMode.Sample)];
        foreach ((ModelOptions model, PolicyMode mode) in cases)
        {
            using CpuEngine fast = new(model, new(), Key, threads: 2);
            IReadOnlyList<NamedTensor> before = fast.SaveWeights();
            StepReport report = fast.Step(Plain, Synthetic.TinyBatch(), RolloutNoise.Draw(Key, 0, 5, model.Glimpses, mode), 0.01);
            Assert.Equal((0, 0), (report.Loss.Location, report.Loss.Baseline));
            foreach ((NamedTensor old, NamedTensor now) in before.Zip(fast.SaveWeights()))
            {
                string network = old.Name.Split('.')[0];
                if (network is "location" or "baseline" or "action")
                {
                    Assert.Equal(network != "action", old.Values.SequenceEqual(now.Values));
                }
            }
        }
    }

    [Theory]
    [InlineData(FirstLocation.Uniform)]
    [InlineData(FirstLocation.Learned)]
    [InlineData(FirstLocation.Centre)]
    public void Random_glimpses_are_those_of_the_reference(FirstLocation first)
    {
        ModelOptions model = Synthetic.Tiny with { RandomGlimpses = true, FirstLocation = first };
        using CpuEngine fast = new(model, new(), Key, threads: 2);
        using TorchEngine torch = TorchReference.Engine(model, new(), Key);
        ImageBatch batch = Synthetic.TinyBatch();
        RolloutNoise noise = RolloutNoise.Draw(Key, 0, batch.Count, model.Glimpses, PolicyMode.Random);
        float[] places = fast.Forward(batch, noise).Locations;
        Assert.DoesNotContain(0f, places);
        Assert.Equal(torch.Forward(batch, noise).Locations, places);
    }

    [Fact]
    public void Buffers_grow_with_images_and_glimpses_and_there_may_be_more_threads_than_images()
    {
        using CpuEngine grown = new(Synthetic.Tiny, new(), Key, threads: 4);
        foreach ((int images, int glimpses) in ((int, int)[])[(1, 1), (2, 3), (9, 2), (3, 6), (5, 4)])
        {
            ImageBatch batch = Synthetic.TinyBatch(count: images);
            RolloutNoise noise = RolloutNoise.Draw(Key, 0, images, glimpses, PolicyMode.Sample);
            using CpuEngine fresh = new(Synthetic.Tiny, new(), Key, threads: 4);
            Assert.Equal(fresh.Forward(batch, noise).Probabilities, grown.Forward(batch, noise).Probabilities);
            fresh.LoadWeights(grown.SaveWeights());
            fresh.LoadOptimiser(grown.SaveOptimiser());
            Assert.Equal(fresh.Step(Plain, batch, noise, 0), grown.Step(Plain, batch, noise, 0));
            Assert.Equal(fresh.MeasureGradients(Plain, batch, noise), grown.MeasureGradients(Plain, batch, noise));
        }
    }

    [Fact]
    public void Each_engine_continues_with_the_optimiser_state_of_the_other()
    {
        foreach (OptimiserOptions optimiser in (OptimiserOptions[])[new(), new() { Kind = OptimiserKind.Sgd }])
        {
            TrainingOptions training = new() { Optimiser = optimiser };
            using CpuEngine fast = new(Synthetic.Tiny, training, Key, threads: 2);
            using TorchEngine reference = TorchReference.Engine(Synthetic.Tiny, training, default);
            fast.Step(training, Synthetic.TinyBatch(1), Synthetic.TinyNoise(1), 0.01);
            reference.LoadWeights(fast.SaveWeights());
            reference.LoadOptimiser(fast.SaveOptimiser());
            fast.Step(training, Synthetic.TinyBatch(2), Synthetic.TinyNoise(2), 0.01);
            reference.Step(training, Synthetic.TinyBatch(2), Synthetic.TinyNoise(2), 0.01);
            Same("weights", reference.SaveWeights(), fast.SaveWeights(), 1e-3);
            fast.LoadWeights(reference.SaveWeights());
            fast.LoadOptimiser(reference.SaveOptimiser());
            Same("memory", reference.SaveOptimiser(), fast.SaveOptimiser(), 0);
        }
    }

    [Fact]
    public void A_mean_of_NaN_is_reported_and_good_weights_restore_the_engine()
    {
        using CpuEngine engine = new(Synthetic.Tiny, new(), Key, threads: 2);
        IReadOnlyList<NamedTensor> good = engine.SaveWeights();
        engine.LoadWeights([.. good.Select(w => w.Name == "location.mean.bias" ? w with { Values = [float.NaN, 0] } : w)]);
        SaccadeException thrown = Assert.ThrowsAny<SaccadeException>(
            () => engine.Step(Plain, Synthetic.TinyBatch(), Synthetic.TinyNoise(), 0.01));
        Assert.Contains("mean became NaN", thrown.Message);
        engine.LoadWeights(good);
        Assert.True(double.IsFinite(engine.Step(Plain, Synthetic.TinyBatch(), Synthetic.TinyNoise(), 0.01).Loss.Total));
    }

    [Fact]
    public void Weights_of_another_model_are_refused_and_the_present_ones_stay()
    {
        using CpuEngine engine = new(Synthetic.Tiny, new(), Key, threads: 1);
        using CpuEngine other = new(Synthetic.Tiny with { Hidden = 8 }, new(), Key, threads: 1);
        IReadOnlyList<NamedTensor> before = engine.SaveWeights();
        Assert.Throws<SaccadeException>(() => engine.LoadWeights(other.SaveWeights()));
        TinyTraining.AssertSame(before, engine.SaveWeights());
    }

    [Fact]
    public void A_disposed_engine_says_so()
    {
        CpuEngine engine = new(Synthetic.Tiny, new(), Key, threads: 2);
        engine.Dispose();
        engine.Dispose();
        Assert.Throws<ObjectDisposedException>(() => engine.SaveWeights());
        Assert.Throws<ObjectDisposedException>(() => engine.Step(Plain, Synthetic.TinyBatch(), Synthetic.TinyNoise(), 0.01));
    }

    [Fact]
    public void The_CPU_engine_is_the_default_on_the_processor()
    {
        Assert.Equal(EngineKind.Cpu, EngineFactory.KindFor(Synthetic.Tiny));
        Assert.Equal(EngineKind.Torch, EngineFactory.KindFor(Synthetic.Tiny, ComputeDevice.Cuda));
        using IEngine fast = EngineFactory.Create(Synthetic.Tiny, new(), Key, 1), torch = EngineFactory.Create(
            Synthetic.Tiny, new(), Key, 1, EngineKind.Torch);
        Assert.IsType<CpuEngine>(fast);
        Assert.IsType<TorchEngine>(torch);
        Assert.Throws<OptionException>(() => EngineFactory.Create(Synthetic.Tiny, new(), Key, 1, EngineKind.Cpu, ComputeDevice.Cuda));
    }

    [Fact]
    public void A_number_of_threads_out_of_range_is_refused()
    {
        Assert.All((int[])[int.MinValue, -1, 0, 1025], threads => Assert.Throws<OptionException>(
            () => new CpuEngine(Synthetic.Tiny, new(), Key, threads)));
    }

    /// <summary>Images of one grey each; the class is how bright it is.</summary>
    private static ImageBatch Greys(int step)
    {
        ImageBatch batch = new(8, new ImageSize(1, 20, 20)) { Count = 8 };
        RandomStream stream = Key.Fork("greys").Fork(step).Stream();
        for (int i = 0; i < 8; i++)
        {
            int grey = stream.NextInt(256);
            batch.Image(i).Fill((byte)grey);
            batch.Labels[i] = grey / 64;
        }
        return batch;
    }

    /// <summary>A model whose core has panels for several workers.</summary>
    private static ModelOptions Wide(ModelOptions model) => model with
    {
        Hidden = Math.Max(model.Hidden, 100),
        GlimpseFeatures = Math.Max(model.GlimpseFeatures, 70),
    };

    private static void AssertGroupIsAsOne(string what, ModelOptions model, LossOptions loss, int images, int fewestThreads = 2)
    {
        TrainingOptions training = new() { Loss = loss, Optimiser = new() { ClipNorm = 0.1 } };
        using CpuEngine alone = new(model, training, Key, threads: 1);
        Step(alone);
        for (int threads = fewestThreads; threads <= 4; threads++)
        {
            using CpuEngine group = new(model, training, Key, threads);
            Step(group);
            foreach ((NamedTensor expected, NamedTensor actual) in alone.SaveWeights().Zip(group.SaveWeights()))
            {
                Assert.True(expected.Values.SequenceEqual(actual.Values), $"{what}, {threads} threads: {expected.Name}");
            }
        }

        void Step(CpuEngine engine)
        {
            PolicyMode mode = model.RandomGlimpses ? PolicyMode.Random : PolicyMode.Sample;
            for (int step = 0; step < 2; step++)
            {
                engine.Step(training, Synthetic.Batch(step, images, Synthetic.TinySize, model.Classes), RolloutNoise.Draw(
                    Key.Fork(step), 0, 2 * images, model.Glimpses, mode), 0.01);
            }
        }
    }

    private static RolloutNoise Priced(ModelOptions model, RolloutNoise noise) =>
        model.Stops ? noise.WithPrices(model.Stop.LowestPrice, model.Stop.HighestPrice, Key) : noise;

    private static void Near(string what, float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(Math.Abs(expected[i] - actual[i]) < 1e-4, $"{what}: {expected[i]} and {actual[i]} at {i}");
        }
    }

    private static void Same(string what, IReadOnlyList<NamedTensor> expected, IReadOnlyList<NamedTensor> actual, double tolerance)
    {
        Assert.Equal(expected.Select(t => t.Name).Order(), actual.Select(t => t.Name).Order());
        foreach (NamedTensor one in expected)
        {
            NamedTensor other = actual.Single(t => t.Name == one.Name);
            Assert.Equal(one.Shape, other.Shape);
            for (int i = 0; i < one.Values.Length; i++)
            {
                Assert.True(
                    Math.Abs(one.Values[i] - other.Values[i]) <= tolerance * (1 + Math.Abs(one.Values[i])),
                    $"{what}: {one.Name}[{i}] is {one.Values[i]} and {other.Values[i]}");
            }
        }
    }
}
