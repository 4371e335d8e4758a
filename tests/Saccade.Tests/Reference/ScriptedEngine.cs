using Saccade.Checkpoints;
using Saccade.Data;
using Saccade.Evaluation;
using Saccade.Learning;
using Saccade.Model;
using Saccade.Runtime;

namespace Saccade.Tests.Reference;

/// <summary>An engine that computes nothing, says what it is told to say, and keeps what it was asked.</summary>
internal sealed class ScriptedEngine : ITrainingEngine
{
    public ModelOptions Model { get; init; } = new() { Classes = 256, Glimpses = 3 };

    /// <summary>What each step reports, by its number from 0.</summary>
    public Func<int, StepReport> Report { get; init; } = step => Step(step);

    /// <summary>How many of the first images of a batch are named wrongly, by the number of the look from 0.</summary>
    public Func<int, int> Wrong { get; init; } = _ => 0;

    /// <summary>The norm that every gradient is measured to have; null for the number of the measurement.</summary>
    public double? Norm { get; init; }

    /// <summary>Which measurements of gradients fail, by their number from 0.</summary>
    public Func<int, bool> CannotMeasure { get; init; } = _ => false;

    public List<(byte[] Pixels, int[] Labels, RolloutNoise Noise, double LearningRate)> Steps { get; } = [];

    public List<(byte[] Pixels, RolloutNoise Noise)> Measured { get; } = [];

    public int Looks { get; private set; }

    public static StepReport Step(double value) => new() { Loss = new(value, value, value, value), Accuracy = 0.5, Reward = 0.5, LocationVariance = value };

    public StepReport Step(Batch batch, RolloutNoise noise, double learningRate)
    {
        Steps.Add((batch.Pixels.ToArray(), batch.Labels.ToArray(), noise, learningRate));
        return Report(Steps.Count - 1);
    }

    public IReadOnlyList<GradientNorm> MeasureGradients(Batch batch, RolloutNoise noise)
    {
        Measured.Add((batch.Pixels.ToArray(), noise));
        return CannotMeasure(Measured.Count - 1) ? throw NumericalFault.Mean() : [new("core", "action", Norm ?? Measured.Count)];
    }

    public BatchTrace Look(Batch batch, RolloutNoise noise)
    {
        int wrong = Wrong(Looks++);
        float[] probabilities = new float[noise.Glimpses * batch.Count * Model.Classes];
        for (int row = 0; row < noise.Glimpses * batch.Count; row++)
        {
            int image = row % batch.Count;
            probabilities[row * Model.Classes + (batch.Labels[image] + (image < wrong ? 1 : 0)) % Model.Classes] = 1;
        }
        return new()
        {
            Locations = new float[noise.Glimpses * batch.Count * 2],
            Probabilities = probabilities,
            Baselines = new float[noise.Glimpses * batch.Count],
        };
    }

    public IReadOnlyList<NamedTensor> SaveWeights() => [new("w", [1], [Steps.Count])];

    public void LoadWeights(IReadOnlyList<NamedTensor> weights)
    {
    }

    public IReadOnlyList<NamedTensor> SaveOptimiser() => [];

    public void LoadOptimiser(IReadOnlyList<NamedTensor> state)
    {
    }

    public void Dispose()
    {
    }
}
