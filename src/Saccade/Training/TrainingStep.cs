using Saccade.Policy;

namespace Saccade.Training;

/// <summary>What stands between backward pass and update for every engine: check of the loss, sum, norm and clipping.</summary>
/// <param name="engine">The engine.</param>
/// <param name="options">Loss and clipping.</param>
/// <param name="sum">Sums the gradients of several processes; null for one.</param>
/// <param name="classes">The weights of the classes, see <see cref="LossWeights.Classes"/>.</param>
internal sealed class TrainingStep(
    IEngine engine, TrainingOptions options, IGradientSum? sum, ReadOnlyMemory<double> classes = default)
{
    /// <summary>The weights of the loss terms for <see cref="IEngine.Backward"/>.</summary>
    public LossWeights Weights { get; } = LossWeights.Of(options.Loss) with { Classes = classes };

    /// <summary>Updates the weights after a backward pass. If it fails, weights and running statistics have not changed.</summary>
    /// <exception cref="NumericalException">The loss or the gradient is NaN or infinite.</exception>
    public void Update(StepReport report, double learningRate)
    {
        LossTerms loss = report.Loss;
        if (!double.IsFinite(loss.Total))
        {
            string stop = engine.Model.Stops ? $", stop {loss.Stop}" : "";
            throw NumericalException.Loss(loss.Total, $"action {loss.Action}, baseline {loss.Baseline}, location {loss.Location}{stop}");
        }
        Sum();
        double norm = engine.Gradient.Norm();
        if (!double.IsFinite(norm))
        {
            throw NumericalException.Gradient(norm);
        }
        double limit = options.Optimiser.ClipNorm;
        engine.Update(learningRate, limit > 0 && norm > limit ? limit / norm : 1);
    }

    /// <summary>The gradient norm of each network by loss term; the weights do not change.</summary>
    public IReadOnlyList<GradientNorm> MeasureGradients(IEpisodes episodes, RolloutNoise noise)
    {
        List<GradientNorm> norms = [];
        foreach (string term in engine.Plan.Terms)
        {
            engine.Backward(episodes, noise, Weights.Only(term));
            Sum();
            norms.AddRange(engine.Plan.Networks.Select(network => new GradientNorm(network, term, engine.Gradient.Norm(network))));
        }
        return norms;
    }

    private void Sum()
    {
        if (sum is not null)
        {
            engine.Gradient.Sum(sum);
        }
    }
}
