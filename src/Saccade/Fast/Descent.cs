using Saccade.Checkpoints;
using Saccade.Learning;
using Saccade.Runtime;

namespace Saccade.Fast;

/// <summary>What follows the workers' gradients: they become one, are clipped, and the weights moved, piece by piece.</summary>
internal sealed class Descent : IDisposable
{
    private readonly NetworkWeights _weights;
    private readonly WeightWork _work;
    private readonly OptimiserOptions _options;
    private readonly FastOptimiser _optimiser;
    private readonly BatchGradient _gradient;
    private readonly Action<WeightPiece> _move;
    private readonly Action<WeightPiece> _refresh;

    public Descent(NetworkWeights weights, OptimiserOptions options, Crew crew)
    {
        (_weights, _options) = (weights, options);
        _optimiser = new FastOptimiser(weights, options);
        _work = new WeightWork(weights.Layers, crew);
        _gradient = new BatchGradient(weights.Layers, _work);
        (_move, _refresh) = (Move, Refresh);
    }

    /// <summary>Moves the weights against the gradient of what workers learned, unless the loss is not a number any more.</summary>
    /// <exception cref="SaccadeException">The gradient is not finite; the weights are still those before the step.</exception>
    public StepReport Step(StepReport report, ReadOnlySpan<IGradient> learned, double learningRate)
    {
        if (!double.IsFinite(report.Loss.Total))
        {
            return report;
        }
        double length = _gradient.Make(learned);
        if (!double.IsFinite(length))
        {
            throw NumericalFault.Gradient(length);
        }
        double longest = _options.ClipNorm;
        _optimiser.Begin(longest > 0 && length > longest ? longest / length : 1, learningRate);
        _work.Run(_move);
        return report;
    }

    /// <summary>Makes what follows from the weights, after they were changed otherwise.</summary>
    public void Refresh() => _work.Run(_refresh);

    /// <summary>The length of the gradient of what workers learned in each network, for one term of the loss.</summary>
    public IEnumerable<GradientNorm> Norms(string term, ReadOnlySpan<IGradient> learned, IEnumerable<string> networks)
    {
        _ = _gradient.Make(learned);
        return networks.Select(network => new GradientNorm(network, term, _gradient.NormOf(network)));
    }

    public IReadOnlyList<NamedTensor> Save() => _optimiser.Save();

    public void Load(IReadOnlyList<NamedTensor> state) => _optimiser.Load(state);

    public void Dispose()
    {
        _optimiser.Dispose();
        _gradient.Dispose();
    }

    /// <summary>Moves a piece, block by block: what follows from a block is made while it is in the first-level cache.</summary>
    private void Move(WeightPiece piece)
    {
        foreach (ref readonly WeightBlock block in piece.Blocks.AsSpan())
        {
            _optimiser.Step(_gradient.Values, block.Start, block.End);
            _weights.Refresh(block);
        }
    }

    private void Refresh(WeightPiece piece)
    {
        foreach (ref readonly WeightBlock block in piece.Blocks.AsSpan())
        {
            _weights.Refresh(block);
        }
    }
}
