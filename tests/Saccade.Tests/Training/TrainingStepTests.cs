using Saccade.Errors;
using Saccade.Tests.Reference;
using Saccade.Training;

namespace Saccade.Tests.Training;

/// <summary>What stands between backward pass and update, on an engine that computes nothing.</summary>
public sealed class TrainingStepTests
{
    [Theory]
    [InlineData(0, 8f, 1)]
    [InlineData(2, 8f, 0.25)]
    [InlineData(8, 8f, 1)]
    [InlineData(9, 8f, 1)]
    [InlineData(2, 0f, 1)]
    public void A_gradient_longer_than_the_limit_is_shortened_to_it(double limit, float gradient, double scale)
    {
        ScriptedEngine engine = new() { Slope = _ => gradient };
        Run(engine, limit);
        Assert.Equal(scale, Assert.Single(engine.Updates));
        Assert.Equal(0.5, Assert.Single(engine.Steps).LearningRate);
    }

    [Fact]
    public void The_gradient_is_clipped_after_it_was_summed_over_processes()
    {
        ScriptedEngine engine = new() { Slope = _ => 2 };
        Run(engine, limit: 3, new Tripling());
        Assert.Equal(0.5, Assert.Single(engine.Updates));
    }

    [Theory]
    [InlineData(double.NaN, 1f)]
    [InlineData(double.NegativeInfinity, 1f)]
    [InlineData(1, float.NaN)]
    [InlineData(1, float.PositiveInfinity)]
    public void A_loss_or_gradient_that_is_not_finite_is_never_learned(double loss, float gradient)
    {
        ScriptedEngine engine = new() { Report = _ => ScriptedEngine.Step(loss), Slope = _ => gradient };
        NumericalException fault = Assert.Throws<NumericalException>(() => Run(engine));
        Assert.Equal(double.IsFinite(loss) ? "gradient" : "loss", fault.Error.Key);
        Assert.Empty(engine.Updates);
    }

    [Fact]
    public void A_gradient_that_only_another_process_spoils_is_never_learned_either()
    {
        ScriptedEngine engine = new();
        Assert.Throws<NumericalException>(() => Run(engine, limit: 0, new Spoiling()));
        Assert.Empty(engine.Updates);
    }

    [Fact]
    public void Weights_of_terms_are_those_of_the_options_and_one_alone_keeps_its_own()
    {
        LossWeights weights = LossWeights.Of(new() { BaselineWeight = 2, LocationWeight = 3, EntropyWeight = 4, StopWeight = 5 });
        Assert.Equal(new(1, 2, 3, 4, 5), weights);
        Assert.Equal(
            [new(1, 0, 0), new(0, 2, 0), new(0, 0, 3), new(0, 0, 0, 0, 5)],
            new[] { "action", "baseline", "location", "stop" }.Select(weights.Only));
        Assert.Throws<ArgumentOutOfRangeException>(() => weights.Only("entropy"));
    }

    private static void Run(ScriptedEngine engine, double limit = 0, IGradientSum? sum = null) =>
        engine.Step(new() { Optimiser = new() { ClipNorm = limit } }, Synthetic.TinyBatch(), Synthetic.TinyNoise(), 0.5, sum);

    private sealed class Tripling : IGradientSum
    {
        public void Sum(Span<float> gradient) => gradient[0] *= 3;
    }

    private sealed class Spoiling : IGradientSum
    {
        public void Sum(Span<float> gradient) => gradient[0] = float.NaN;
    }
}
