using System.Numerics.Tensors;
using Saccade.Cpu;
using Saccade.Networks;
using Saccade.Policy;
using Saccade.Random;
using Saccade.Tasks;
using Saccade.Tests.Reference;
using Saccade.Training;

namespace Saccade.Tests.Training;

/// <summary>
/// What REINFORCE estimates on average, against the slope of the expected reward by finite differences. Both are taken along the gradient
/// with respect to the weights of the location network. The baseline is untrained.
/// </summary>
public sealed class PolicyGradientEstimateTests
{
    private const int Batches = 20, Rollouts = 2000;
    private const double Distance = 0.05;

    // The direction and the slopes in it, by the reward.
    private static readonly Dictionary<RewardKind, (double[] Direction, double[] Slopes)> s_slopes = [];

    private static readonly ImageBatch s_images = Synthetic.TinyBatch(seed: 3, count: 2);

    private static readonly ModelOptions s_model = Synthetic.Tiny with
    {
        Glimpses = 4,
        Sigma = 0.5,
        SquashMean = false,
        FirstLocation = FirstLocation.Centre,
    };

    [Theory]
    [InlineData(RewardKind.Accuracy)]
    [InlineData(RewardKind.Probability)]
    [InlineData(RewardKind.Progress)]
    public void With_the_reward_as_return_the_estimate_is_the_slope(RewardKind reward)
    {
        (double slope, double estimate, double error) = Measure(new() { Reward = reward });

        Assert.InRange(error, 0, slope / 10);
        Assert.InRange(estimate, slope - 4 * error, slope + 4 * error);
    }

    [Theory]
    [InlineData(RewardKind.Accuracy, false)]
    [InlineData(RewardKind.Probability, true)]
    public void With_the_mean_of_the_other_rollouts_subtracted_the_estimate_is_the_slope(RewardKind reward, bool subtractBaseline)
    {
        LossOptions loss = new() { Reward = reward, SubtractBaseline = subtractBaseline, LeaveOneOut = true };
        // With the mean of both rollouts in place of the other's the estimate would be half the slope.
        (double slope, double estimate, double error) = Measure(loss, rolloutsOfEach: 2);

        Assert.InRange(error, 0, slope / 10);
        Assert.InRange(estimate, slope - 4 * error, slope + 4 * error);
    }

    /// <summary>The figures are those of docs/deviations.md.</summary>
    [Theory]
    [InlineData(RewardKind.Accuracy, 0, 1.45)]
    [InlineData(RewardKind.Probability, 0, 3.3)]
    [InlineData(RewardKind.Probability, 0.4, 2.4)]
    public void With_a_smaller_lambda_an_untrained_baseline_distorts_it(RewardKind reward, double lambda, double ratio)
    {
        (double slope, double estimate, double error) = Measure(new() { Reward = reward, Lambda = lambda });

        Assert.True(estimate > slope + 5 * error);
        Assert.InRange(estimate / slope, ratio - 0.3, ratio + 0.3);
    }

    /// <summary>The slope, the mean estimate of it, and the standard error of their difference.</summary>
    private static (double Slope, double Estimate, double Error) Measure(LossOptions loss, int rolloutsOfEach = Rollouts / 2)
    {
        NamedTensor[] weights = Weights();
        LossOptions plain = new() { Reward = loss.Reward };
        if (!s_slopes.TryGetValue(loss.Reward, out (double[] Direction, double[] Slopes) truth))
        {
            double[] unit = Unit(Mean(Ascents(weights, plain, "direction", s_images)));
            s_slopes[loss.Reward] = truth = (unit, Slopes(weights, plain, unit));
        }
        (double[] direction, double[] slopes) = truth;
        ImageBatch images = Repeated(Rollouts / rolloutsOfEach);
        double[] estimates = [.. Ascents(weights, loss, "estimate", images).Select(ascent => Along(ascent, direction))];
        return (slopes.Average(), estimates.Average(), Math.Sqrt(SquaredError(slopes) + SquaredError(estimates)));
    }

    /// <summary>The two images in turns.</summary>
    private static ImageBatch Repeated(int count)
    {
        ImageBatch images = new(count, s_images.Size) { Count = count };
        for (int i = 0; i < count; i++)
        {
            s_images.Image(i % s_images.Count).CopyTo(images.Image(i));
            images.Labels[i] = s_images.Labels[i % s_images.Count];
        }
        return images;
    }

    /// <summary>Weights large enough that the answer depends on where the model looks.</summary>
    private static NamedTensor[] Weights()
    {
        NamedTensor[] weights = [.. NetworkPlan.Create(s_model).InitialWeights(RandomKey.FromSeed(5))];
        foreach (NamedTensor tensor in weights.Where(tensor => tensor.Name.Split('.')[0] is "glimpse" or "core" or "action"))
        {
            TensorPrimitives.Multiply(tensor.Values, 3, tensor.Values);
        }
        return weights;
    }

    /// <summary>The gradients of the expected reward as each batch estimates them: a step of gradient descent with rate 1.</summary>
    private static double[][] Ascents(NamedTensor[] weights, LossOptions loss, string name, ImageBatch images)
    {
        using CpuEngine engine = Engine(weights, loss);
        return
        [
            .. Enumerable.Range(0, Batches).Select(batch =>
            {
                engine.LoadWeights(weights);
                engine.Backward(images, Noise(name, batch), new(Action: 0, Baseline: 0, Location: 1));
                engine.Update(learningRate: 1);
                return Location(engine.SaveWeights()).Zip(Location(weights), (after, before) => (double)after - before).ToArray();
            }),
        ];
    }

    /// <summary>The slopes of the reward in one direction, by central differences with the same noise.</summary>
    private static double[] Slopes(NamedTensor[] weights, LossOptions loss, double[] direction)
    {
        using CpuEngine engine = Engine(weights, loss);
        double[] above = Rewards(engine, Moved(weights, direction, Distance));
        double[] below = Rewards(engine, Moved(weights, direction, -Distance));
        return [.. above.Zip(below, (up, down) => (up - down) / (2 * Distance))];
    }

    private static double[] Rewards(CpuEngine engine, NamedTensor[] weights)
    {
        engine.LoadWeights(weights);
        return
        [
            .. Enumerable.Range(0, Batches).Select(batch =>
                engine.Backward(s_images, Noise("slope", batch), new(Action: 0, Baseline: 0, Location: 1)).Reward),
        ];
    }

    private static NamedTensor[] Moved(NamedTensor[] weights, double[] direction, double distance)
    {
        int at = 0;
        return
        [
            .. weights.Select(tensor => IsLocation(tensor)
                ? tensor with { Values = [.. tensor.Values.Select(value => value + (float)(distance * direction[at++]))] }
                : tensor),
        ];
    }

    private static CpuEngine Engine(NamedTensor[] weights, LossOptions loss)
    {
        TrainingOptions training = new() { Loss = loss, Optimiser = new() { Kind = OptimiserKind.Sgd, Momentum = 0 } };
        return new(s_model, training, weights, threads: 1);
    }

    private static RolloutNoise Noise(string name, int batch) =>
        RolloutNoise.Draw(RandomKey.FromSeed(5).Fork(name).Fork(batch), 0, Rollouts, s_model.Glimpses, PolicyMode.Sample);

    private static IEnumerable<float> Location(IEnumerable<NamedTensor> weights) =>
        weights.Where(IsLocation).SelectMany(tensor => tensor.Values);

    private static bool IsLocation(NamedTensor tensor) => tensor.Name.StartsWith("location.", StringComparison.Ordinal);

    private static double[] Mean(double[][] vectors) =>
        [.. Enumerable.Range(0, vectors[0].Length).Select(i => vectors.Average(vector => vector[i]))];

    private static double[] Unit(double[] vector) => [.. vector.Select(value => value / Math.Sqrt(Along(vector, vector)))];

    private static double Along(double[] vector, double[] direction) => vector.Zip(direction, (a, b) => a * b).Sum();

    /// <summary>The square of the standard error of the mean.</summary>
    private static double SquaredError(double[] values)
    {
        double mean = values.Average();
        return values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1) / values.Length;
    }
}
