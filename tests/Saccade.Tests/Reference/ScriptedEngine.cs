using Saccade.Errors;
using Saccade.Evaluation;
using Saccade.Networks;
using Saccade.Policy;
using Saccade.Tasks;
using Saccade.Training;

namespace Saccade.Tests.Reference;

/// <summary>An engine that computes nothing, reports what a test scripts, and records what it was asked.</summary>
internal sealed class ScriptedEngine : IEngine
{
    private readonly float[] _gradient = new float[1];

    public ScriptedEngine() => Gradient = new FlatGradient(_gradient, [new GradientSegment("core.input", 0, 1)]);

    public ModelOptions Model { get; init; } = new() { Classes = 256, Glimpses = 3 };

    public NetworkPlan Plan => NetworkPlan.Create(Model);

    public FlatGradient Gradient { get; }

    /// <summary>What each step reports, by its number from 0.</summary>
    public Func<int, StepReport> Report { get; init; } = step => Step(step);

    /// <summary>The gradient of each step, by its number from 0.</summary>
    public Func<int, float> Slope { get; init; } = _ => 1;

    /// <summary>How many of the first images of a batch are classified wrongly, by the number of the forward pass from 0.</summary>
    public Func<int, int> Wrong { get; init; } = _ => 0;

    /// <summary>The glimpses that each rollout takes, by the number of the forward pass from 0; null where all are taken.</summary>
    public Func<int, int>? Taken { get; init; }

    /// <summary>The norm that every gradient is measured to have; null for the number of the measurement.</summary>
    public float? Norm { get; init; }

    /// <summary>Which measurements of gradients fail, by their number from 0.</summary>
    public Func<int, bool> CannotMeasure { get; init; } = _ => false;

    /// <summary>The backward passes of steps; the learning rate is NaN until the update.</summary>
    public List<(byte[] Pixels, int[] Labels, RolloutNoise Noise, double LearningRate)> Steps { get; } = [];

    /// <summary>The factor on the gradient in each update.</summary>
    public List<double> Updates { get; } = [];

    /// <summary>The measurements; one of three terms counts once.</summary>
    public List<(byte[] Pixels, RolloutNoise Noise)> Measured { get; } = [];

    /// <summary>The weight each time that weights were loaded; after a step the weight is the number of steps.</summary>
    public List<float> Loaded { get; } = [];

    /// <summary>The noise of each forward pass.</summary>
    public List<RolloutNoise> Forwards { get; } = [];

    public static StepReport Step(double value) =>
        new() { Loss = new(value, value, value, value), Accuracy = 0.5, Reward = 0.5, LocationVariance = value };

    public StepReport Backward(IEpisodes episodes, RolloutNoise noise, LossWeights weights)
    {
        bool step = weights is { Action: not 0, Baseline: not 0 };
        if (step)
        {
            Steps.Add((Pixels(episodes), episodes.Labels.ToArray(), noise, double.NaN));
        }
        else if (weights.Action != 0)
        {
            Measured.Add((Pixels(episodes), noise));
            if (CannotMeasure(Measured.Count - 1))
            {
                throw NumericalException.Mean();
            }
        }
        StepReport report = step ? Report(Steps.Count - 1) : Step(0);
        _gradient[0] = step ? Slope(Steps.Count - 1) : Norm ?? Measured.Count;
        return report;
    }

    public void Update(double learningRate, double gradientScale = 1)
    {
        Steps[^1] = Steps[^1] with { LearningRate = learningRate };
        Updates.Add(gradientScale);
    }

    public RolloutBatch Forward(IEpisodes episodes, RolloutNoise noise)
    {
        Forwards.Add(noise);
        int wrong = Wrong(Forwards.Count - 1);
        float[] probabilities = new float[noise.Glimpses * episodes.Count * Model.Classes];
        for (int row = 0; row < noise.Glimpses * episodes.Count; row++)
        {
            int image = row % episodes.Count;
            probabilities[row * Model.Classes + (episodes.Labels[image] + (image < wrong ? 1 : 0)) % Model.Classes] = 1;
        }
        return new()
        {
            Locations = new float[noise.Glimpses * episodes.Count * 2],
            Probabilities = probabilities,
            Values = new float[noise.Glimpses * episodes.Count],
            GlimpsesTaken = Taken is null ? [] : [.. Enumerable.Repeat(Taken(Forwards.Count - 1), episodes.Count)],
        };
    }

    public IReadOnlyList<NamedTensor> SaveWeights() => [new("w", [1], [Steps.Count])];

    public void LoadWeights(IReadOnlyList<NamedTensor> weights) => Loaded.Add(weights[0].Values[0]);

    public IReadOnlyList<NamedTensor> SaveOptimiser() => [];

    public void LoadOptimiser(IReadOnlyList<NamedTensor> state)
    {
    }

    public void Dispose()
    {
    }

    private static byte[] Pixels(IEpisodes episodes)
    {
        byte[] pixels = new byte[episodes.Count * episodes.Size.Pixels];
        for (int i = 0; i < episodes.Count; i++)
        {
            episodes.Render(i, pixels.AsSpan(i * episodes.Size.Pixels, episodes.Size.Pixels));
        }
        return pixels;
    }
}
