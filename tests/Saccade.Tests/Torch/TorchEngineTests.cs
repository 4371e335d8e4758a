using Saccade.Errors;
using Saccade.Evaluation;
using Saccade.Images;
using Saccade.Networks;
using Saccade.Policy;
using Saccade.Random;
using Saccade.Tasks;
using Saccade.Tests.Reference;
using Saccade.Torch;
using Saccade.Torch.Losses;
using Saccade.Torch.Networks;
using Saccade.Training;
using TorchSharp;
using static Saccade.Tests.Reference.TinyTraining;
using static TorchSharp.torch;

namespace Saccade.Tests.Torch;

[Collection(TorchTests.Name)]
public sealed class TorchEngineTests
{
    [Fact]
    public void Weights_come_from_the_key_alone()
    {
        using TorchEngine one = Engine(Synthetic.Tiny, 1), same = Engine(Synthetic.Tiny, 1), other = Engine(Synthetic.Tiny, 2);
        AssertSame(one.SaveWeights(), same.SaveWeights());
        Assert.All(one.SaveWeights().Zip(other.SaveWeights()), pair => Assert.NotEqual(pair.First.Values, pair.Second.Values));
    }

    [Fact]
    public void Measuring_gradients_changes_neither_weights_nor_statistics_nor_the_next_step()
    {
        ModelOptions model = Synthetic.Tiny with { BatchNorm = true };
        using TorchEngine measured = Engine(model, 1), left = Engine(model, 1);
        Train(measured, 0, 2);
        Train(left, 0, 2);
        measured.MeasureGradients(TinyTraining.Options(), Synthetic.TinyBatch(), Synthetic.TinyNoise());
        measured.Forward(Synthetic.TinyBatch(), Synthetic.TinyNoise());
        AssertSame(left.SaveWeights(), measured.SaveWeights());
        Train(measured, 2, 2);
        Train(left, 2, 2);
        AssertSame(left.SaveWeights(), measured.SaveWeights());
    }

    [Fact]
    public void Measured_norms_are_those_of_each_weighted_term_alone()
    {
        LossOptions loss = new() { LocationWeight = 0.3, BaselineWeight = 0.7, LocationReachesCore = true };
        ImageBatch batch = Synthetic.TinyBatch();
        TrainingOptions training = new() { Loss = loss };
        using TorchEngine engine = TorchReference.Engine(Synthetic.Tiny, training, RandomKey.FromSeed(1));
        IReadOnlyList<GradientNorm> measured = engine.MeasureGradients(training, batch, Synthetic.TinyNoise());
        Assert.Equal(15, measured.Count);
        using DisposeScope scope = NewDisposeScope();
        foreach (string term in new[] { "action", "baseline", "location" })
        {
            using RecurrentAttentionModel model = new(Synthetic.Tiny, RandomKey.FromSeed(1));
            Rollout rollout = model.Unroll(batch, Synthetic.TinyNoise(), new(Location: true, Baseline: false));
            Tensor labels = tensor([.. batch.Labels], dtype: ScalarType.Int64);
            HybridLoss.Compute(rollout, labels, Synthetic.Tiny.Sigma, loss).Weighted(LossWeights.Of(loss).Only(term)).backward();
            foreach ((string network, nn.Module module) in model.Networks)
            {
                double squares =
                    module.parameters().Where(p => p.grad is not null).Sum(p => Synthetic.Values(p.grad!).Sum(g => (double)g * g));
                Assert.Equal(Math.Sqrt(squares), measured.Single(g => g.Network == network && g.Term == term).Norm, 1e-5);
            }
        }
    }

    [Theory]
    [InlineData(5, 1, 1)] // one glimpse: nothing to decide
    [InlineData(1, 3, 1)] // one image
    [InlineData(5, 3, 3)] // three rollouts of each image
    [InlineData(1, 1, 4)]
    public void Steps_of_every_shape_lower_the_loss(int images, int glimpses, int rollouts)
    {
        TrainingOptions training = Options(new() { Kind = OptimiserKind.Sgd, Momentum = 0 });
        using TorchEngine engine = TorchReference.Engine(Synthetic.Tiny, training, RandomKey.FromSeed(1));
        ImageBatch batch = Synthetic.TinyBatch(count: images);
        RolloutNoise noise = Synthetic.TinyNoise(rows: images * rollouts, glimpses: glimpses);
        StepReport first = engine.Step(training, batch, noise, 0.1);
        StepReport last = Enumerable.Range(0, 20).Select(_ => engine.Step(training, batch, noise, 0.1)).Last();
        Assert.True(last.Loss.Action < first.Loss.Action);
        Assert.Equal(glimpses == 1 || noise.Rows == 1, first.LocationVariance == 0);
        Assert.Equal(glimpses == 1, first.Loss.Location == 0 && first.Loss.Baseline == 0);
        Assert.Equal(Math.Round(first.Reward * images * rollouts), first.Reward * images * rollouts, 4);
    }

    [Fact]
    public void A_batch_of_one_leaves_batch_normalisation_sound()
    {
        using TorchEngine engine = Engine(Synthetic.Tiny with { BatchNorm = true }, 1);
        for (int rows = 1; rows <= 2; rows++)
        {
            engine.Step(Options(), Synthetic.TinyBatch(count: rows), Synthetic.TinyNoise(rows: rows), 0.01);
            Assert.All(engine.SaveWeights(), weight => Assert.All(weight.Values, value => Assert.True(float.IsFinite(value))));
        }
    }

    [Fact]
    public void A_step_that_is_refused_leaves_the_running_statistics_as_they_were()
    {
        using TorchEngine engine = Engine(Synthetic.Tiny with { BatchNorm = true }, 1);
        ImageBatch batch = Synthetic.TinyBatch(count: 4);
        RolloutNoise noise = Synthetic.TinyNoise(rows: 4);
        engine.Step(Options(), batch, noise, 0.01);
        engine.LoadWeights(
            [.. engine.SaveWeights().Select(weight => weight.Name == "action.scores.weight"
                ? weight with { Values = [.. weight.Values.Select(_ => float.MaxValue)] }
                : weight)]);
        IReadOnlyList<NamedTensor> before = engine.SaveWeights();
        Assert.Throws<NumericalException>(() => engine.Step(Options(), batch, noise, 0.01));
        Assert.All(engine.SaveWeights().Zip(before), pair => Assert.Equal(pair.Second.Values, pair.First.Values));
    }

    [Fact]
    public void With_one_class_there_is_nothing_to_learn_but_the_baseline()
    {
        using TorchEngine engine = Engine(Synthetic.Tiny with { Classes = 1 }, 1);
        ImageBatch batch = Synthetic.Batch(1, 3, Synthetic.TinySize, 1);
        StepReport report = engine.Step(Options(), batch, Synthetic.TinyNoise(rows: 3), 0.01);
        Assert.Equal((0, 1), (report.Loss.Action, report.Reward));
        Assert.True(report.Loss.Baseline > 0);
    }

    [Fact]
    public void Variance_of_the_means_is_that_between_rollouts_at_the_same_decision()
    {
        using TorchEngine engine = Engine(Synthetic.Tiny, 1);
        ImageBatch batch = Synthetic.TinyBatch();
        using DisposeScope scope = NewDisposeScope();
        using RecurrentAttentionModel model = new(Synthetic.Tiny, RandomKey.FromSeed(1));
        Tensor all = model.Unroll(batch, Synthetic.TinyNoise()).Means!;
        IEnumerable<float[][]> decisions = Synthetic.Values(all).Chunk(2).Chunk((int)all.shape[1]);
        double expected = decisions.Average(means =>
            new[] { 0, 1 }.Sum(axis => means.Average(m => Math.Pow(m[axis] - means.Average(other => other[axis]), 2))));
        Assert.Equal(expected, engine.Step(Options(), batch, Synthetic.TinyNoise(), 0.1).LocationVariance, 1e-6);
    }

    [Fact]
    public void A_rollout_reports_the_probabilities_after_each_glimpse()
    {
        using TorchEngine engine = Engine(Synthetic.Tiny, 1);
        ImageBatch batch = Synthetic.TinyBatch();
        RolloutBatch trace = engine.Forward(batch, Synthetic.TinyNoise());
        Assert.Equal((30, 60, 15), (trace.Locations.Length, trace.Probabilities.Length, trace.Values.Length));
        Assert.All(trace.Probabilities.Chunk(4), p => Assert.Equal(1, p.Sum(), 1e-5));
        // The thoughts after two glimpses do not depend on a third.
        RolloutBatch shorter = engine.Forward(batch, Synthetic.TinyNoise(glimpses: 2));
        Assert.Equal(shorter.Locations[..10], trace.Locations[..10]);
        Assert.Equal(shorter.Probabilities[..20], trace.Probabilities[..20]);
        Assert.Equal(shorter.Values[..5], trace.Values[..5]);
    }

    [Fact]
    public void Rollouts_hardly_depend_on_the_size_of_the_batch()
    {
        ModelOptions model = PaperModels.Mnist28;
        RandomKey key = RandomKey.FromSeed(9);
        ImageBatch batch = Synthetic.Batch(1, 23, new ImageSize(1, 28, 28), 10);
        using IEngine engine = TorchReference.Engine(model, new(), key);
        RolloutBatch together = engine.Forward(batch, RolloutNoise.Draw(key, 0, 23, 7, PolicyMode.Mean));
        for (int i = 0; i < 23; i++)
        {
            RolloutBatch trace = engine.Forward(Synthetic.Only(batch, i), RolloutNoise.Draw(key, i, 1, 7, PolicyMode.Mean));
            for (int k = 0; k < 70; k++)
            {
                Assert.Equal(together.Probabilities[(k / 10 * 23 + i) * 10 + k % 10], trace.Probabilities[k], 1e-5);
            }
        }
    }
}
