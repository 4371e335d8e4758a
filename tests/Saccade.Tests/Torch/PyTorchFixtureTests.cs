using Saccade.Cpu;
using Saccade.Networks;
using Saccade.Random;
using Saccade.Tests.Reference;
using Saccade.Torch;
using Saccade.Torch.Losses;
using Saccade.Torch.Networks;
using Saccade.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Saccade.Tests.Torch;

/// <summary>The model, its loss, its gradients and its optimisers against those of a plain PyTorch twin.</summary>
[Collection(TorchTests.Name)]
public sealed class PyTorchFixtureTests
{
    public static TheoryData<string> Cases => [.. PyTorchFixture.Names];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Rollout_loss_and_gradients_are_those_of_PyTorch(string name)
    {
        PyTorchFixture fixture = new(name);
        using DisposeScope scope = NewDisposeScope();
        RecurrentAttentionModel model = TorchReference.Model(fixture.Model, RandomKey.FromSeed(0));
        using TorchEngine engine = new(model, fixture.Training);
        engine.LoadWeights(fixture.Under("weights/"));
        LossOptions options = fixture.Training.Loss;
        Rollout rollout = model.Unroll(
            fixture.Batch, fixture.Noise, new(options.LocationReachesCore, options.BaselineReachesCore));
        Near(fixture.Values("expected/locations"), rollout.Locations, 1e-5);
        Near(fixture.Values("expected/samples"), rollout.Samples!, 1e-5);
        Near(fixture.Values("expected/means"), rollout.Means!, 1e-5);
        Near(fixture.Values("expected/baselines"), rollout.Baselines!, 1e-5);
        Near(fixture.Values("expected/hidden"), rollout.Hidden[-1], 1e-5);
        Near(fixture.Values("expected/scores"), rollout.Scores, 1e-5);
        Near(fixture.Values("expected/answers"), rollout.GlimpseScores, 1e-5);

        Tensor labels = tensor([.. fixture.Batch.Labels], dtype: ScalarType.Int64, device: rollout.Scores.device)
            .repeat_interleave(fixture.Noise.Rows / fixture.Batch.Count);
        HybridLoss loss = HybridLoss.Compute(
            rollout, labels, fixture.Model.Sigma, options, rolloutsOfEach: fixture.Noise.Rows / fixture.Batch.Count);
        Near(fixture.Values("expected/action"), loss.Action, 1e-5);
        Near(fixture.Values("expected/baseline"), loss.Baseline, 1e-5);
        Near(fixture.Values("expected/location"), loss.Location, 1e-5);
        Tensor total = loss.Weighted(LossWeights.Of(options));
        Near(fixture.Values("expected/total"), total, 1e-5);

        total.backward();
        IReadOnlyList<NamedTensor> gradients = fixture.Under("gradients/");
        Assert.Equal(model.named_parameters().Select(p => p.name).Order(), gradients.Select(g => g.Name).Order());
        Assert.All(gradients, gradient => Near(gradient.Values, model.get_parameter(gradient.Name)!.grad!, 1e-5));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Ten_steps_end_where_those_of_PyTorch_do(string name)
    {
        PyTorchFixture fixture = new(name);
        using TorchEngine engine = TorchReference.Engine(fixture.Model, fixture.Training, RandomKey.FromSeed(0));
        TakeTenSteps(engine, fixture);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Ten_steps_of_the_CPU_engine_end_there_too(string name)
    {
        PyTorchFixture fixture = new(name);
        using CpuEngine engine = new(fixture.Model, fixture.Training, RandomKey.FromSeed(0), threads: 1);
        TakeTenSteps(engine, fixture);
    }

    private static void TakeTenSteps(IEngine engine, PyTorchFixture fixture)
    {
        engine.LoadWeights(fixture.Under("weights/"));
        for (int step = 0; step < 10; step++)
        {
            StepReport report = engine.Step(fixture.Training, fixture.Batch, fixture.Noise, fixture.FirstRate * (1 - step / 20.0));
            Assert.Equal(fixture.Values($"losses/{step}").Single(), report.Loss.Total, 1e-4);
        }
        Dictionary<string, float[]> weights = engine.SaveWeights().ToDictionary(w => w.Name, w => w.Values);
        IReadOnlyList<NamedTensor> expected = fixture.Under("after/");
        Assert.Equal(expected.Select(t => t.Name).Order(), weights.Keys.Order());
        Assert.All(expected, after => Assert.Equal(after.Values, weights[after.Name], (a, b) => Close(a, b, 1e-4)));
        // The steps are long enough to be worth comparing.
        IReadOnlyList<NamedTensor> before = fixture.Under("weights/");
        Assert.Contains(before, w => w.Values.Zip(weights[w.Name]).Any(pair => Math.Abs(pair.First - pair.Second) > 0.03));
    }

    private static void Near(float[] expected, Tensor actual, double tolerance) =>
        Assert.Equal(expected, Synthetic.Values(actual), (a, b) => Close(a, b, tolerance));

    private static bool Close(float a, float b, double tolerance) => Math.Abs(a - b) <= tolerance * Math.Max(1, Math.Abs(a));
}
