using Saccade.Policy;
using Saccade.Tasks;
using Saccade.Training;

namespace Saccade.Tests.Reference;

/// <summary>Training steps of an engine without a trainer.</summary>
internal static class EngineSteps
{
    /// <summary>Takes one step: backward pass, checks, clipping and update.</summary>
    public static StepReport Step(
        this IEngine engine, TrainingOptions options, IEpisodes episodes, RolloutNoise noise, double learningRate, IGradientSum? sum = null)
    {
        TrainingStep step = new(engine, options, sum);
        StepReport report = engine.Backward(episodes, noise, step.Weights);
        step.Update(report, learningRate);
        return report;
    }

    /// <summary>The gradient norm of each network by loss term.</summary>
    public static IReadOnlyList<GradientNorm> MeasureGradients(
        this IEngine engine, TrainingOptions options, IEpisodes episodes, RolloutNoise noise) =>
        new TrainingStep(engine, options, null).MeasureGradients(episodes, noise);
}
