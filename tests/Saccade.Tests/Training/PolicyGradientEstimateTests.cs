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

    // The direction and the slopes in it, by the goal.
    private static readonly Dictionary<(Agent, RewardKind), (double[] Direction, double[] Slopes)> s_slopes = [];

    private static readonly ImageBatch s_images = Synthetic.TinyBatch(seed: 3, count: 2);

    private static readonly Agent s_agent = new(
        Synthetic.Tiny with { Glimpses = 4, Sigma = 0.5, SquashMean = false, FirstLocation = FirstLocation.Centre }, Seed: 5);

    private static readonly Dictionary<string, Agent> s_agents = new()
    {
        ["layers on the state"] = s_agent,
        ["saliency map"] = new(
            s_agent.Model with
            {
                LocationForm = LocationForm.Saliency,
                Context = new() { Side = 6, Units = 0, Convolution = new() { Filters = [4] } },
            },
            Seed: 24),
        ["sequences of labels"] = new(s_agent.Model with { Labels = 2 }, Seed: 34),
    };

    [Theory]
    [InlineData("layers on the state", RewardKind.Accuracy)]
    [InlineData("layers on the state", RewardKind.Probability)]
    [InlineData("layers on the state", RewardKind.Progress)]
    [InlineData("saliency map", RewardKind.Probability)]
    [InlineData("sequences of labels", RewardKind.Accuracy)]
    [InlineData("sequences of labels", RewardKind.Probability)]
    public void With_the_reward_as_return_the_estimate_is_the_slope(string agent, RewardKind reward)
    {
        (double slope, double estimate, double error) = Measure(new() { Reward = reward }, s_agents[agent]);

        Assert.InRange(error, 0, slope / 10);
        Assert.InRange(estimate, slope - 4 * error, slope + 4 * error);
    }

    [Fact]
    public void With_every_answer_rewarded_the_one_decision_of_two_glimpses_has_the_slope_of_the_answer_after_it()
    {
        LossOptions loss = new() { Reward = RewardKind.Probability, RewardAt = LossSteps.Every };
        (double slope, double estimate, double error) = Measure(loss, new(s_agent.Model with { Glimpses = 2 }, Seed: 8));

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
        (double slope, double estimate, double error) = Measure(loss, s_agent, rolloutsOfEach: 2);

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
        (double slope, double estimate, double error) = Measure(new() { Reward = reward, Lambda = lambda }, s_agent);

        Assert.True(estimate > slope + 5 * error);
        Assert.InRange(estimate / slope, ratio - 0.3, ratio + 0.3);
    }

    /// <summary>The slope, the mean estimate of it, and the standard error of their difference.</summary>
    private static (double Slope, double Estimate, double Error) Measure(
        LossOptions loss, Agent agent, int rolloutsOfEach = Rollouts / 2)
    {
        NamedTensor[] weights = Weights(agent);
        LossOptions plain = new() { Reward = loss.Reward };
        if (!s_slopes.TryGetValue((agent, loss.Reward), out (double[] Direction, double[] Slopes) truth))
        {
            IEpisodes both = Episodes(agent.Model, s_images.Count);
            double[] unit = Unit(Mean(Ascents(agent, weights, plain, "direction", both)));
            s_slopes[(agent, loss.Reward)] = truth = (unit, Slopes(agent, weights, plain, unit, both));
        }
        (double[] direction, double[] slopes) = truth;
        IEpisodes episodes = Episodes(agent.Model, Rollouts / rolloutsOfEach);
        double[] estimates = [.. Ascents(agent, weights, loss, "estimate", episodes).Select(ascent => Along(ascent, direction))];
        return (slopes.Average(), estimates.Average(), Math.Sqrt(SquaredError(slopes) + SquaredError(estimates)));
    }

    /// <summary>The two images in turns; of a model of sequences one has two labels, the other one.</summary>
    private static IEpisodes Episodes(ModelOptions model, int count) =>
        model.ReadsSequences ? new SequenceEpisodes(Repeated(count), [1, 0], [2]) : Repeated(count);

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
    private static NamedTensor[] Weights(Agent agent)
    {
        NamedTensor[] weights = [.. NetworkPlan.Create(agent.Model).InitialWeights(RandomKey.FromSeed(agent.Seed))];
        foreach (NamedTensor tensor in weights.Where(tensor => tensor.Name.Split('.')[0] is "context" or "glimpse" or "core" or "action"))
        {
            TensorPrimitives.Multiply(tensor.Values, 3, tensor.Values);
        }
        return weights;
    }

    /// <summary>The gradients of the expected reward as each batch estimates them: a step of gradient descent with rate 1.</summary>
    private static double[][] Ascents(
        Agent agent, NamedTensor[] weights, LossOptions loss, string name, IEpisodes episodes)
    {
        using CpuEngine engine = Engine(agent, weights, loss);
        return
        [
            .. Enumerable.Range(0, Batches).Select(batch =>
            {
                engine.LoadWeights(weights);
                engine.Backward(episodes, Noise(agent, name, batch), new(Action: 0, Baseline: 0, Location: 1));
                engine.Update(learningRate: 1);
                return Location(engine.SaveWeights()).Zip(Location(weights), (after, before) => (double)after - before).ToArray();
            }),
        ];
    }

    /// <summary>The slopes of the reward in one direction, by central differences with the same noise.</summary>
    private static double[] Slopes(
        Agent agent, NamedTensor[] weights, LossOptions loss, double[] direction, IEpisodes episodes)
    {
        using CpuEngine engine = Engine(agent, weights, loss);
        double[] above = Rewards(agent, engine, Moved(weights, direction, Distance), episodes);
        double[] below = Rewards(agent, engine, Moved(weights, direction, -Distance), episodes);
        return [.. above.Zip(below, (up, down) => (up - down) / (2 * Distance))];
    }

    private static double[] Rewards(Agent agent, CpuEngine engine, NamedTensor[] weights, IEpisodes episodes)
    {
        engine.LoadWeights(weights);
        return
        [
            .. Enumerable.Range(0, Batches).Select(batch =>
                engine.Backward(episodes, Noise(agent, "slope", batch), new(Action: 0, Baseline: 0, Location: 1)).Reward),
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

    private static CpuEngine Engine(Agent agent, NamedTensor[] weights, LossOptions loss)
    {
        TrainingOptions training = new() { Loss = loss, Optimiser = new() { Kind = OptimiserKind.Sgd, Momentum = 0 } };
        return new(agent.Model, training, weights, threads: 1);
    }

    private static RolloutNoise Noise(Agent agent, string name, int batch) =>
        RolloutNoise.Draw(RandomKey.FromSeed(agent.Seed).Fork(name).Fork(batch), 0, Rollouts, agent.Model.Glimpses, PolicyMode.Sample);

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

    /// <summary>A model and the seed of its weights, with which its answer depends on where it looks, and of the noise.</summary>
    private sealed record Agent(ModelOptions Model, long Seed);
}
