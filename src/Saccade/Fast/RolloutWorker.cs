using Saccade.Data;
using Saccade.Learning;
using Saccade.Model;

namespace Saccade.Fast;

/// <summary>One core's share of a batch, from the first glimpse to the gradient of all weights.</summary>
internal sealed class RolloutWorker(ModelOptions model, LossOptions options, NetworkWeights weights) : IDisposable
{
    private RolloutTracks? _tracks;
    private ForwardPass? _forward;
    private LossGradient? _loss;
    private BackwardPass? _backward;

    /// <summary>What the rollouts left behind.</summary>
    public RolloutTracks Tracks => _tracks!;

    /// <summary>The figures of the last loss.</summary>
    public LossSums Sums => _loss!.Sums;

    /// <summary>The gradient of the last loss with respect to all weights.</summary>
    public AlignedBuffer Gradient => _backward!.Gradient;

    /// <summary>Rolls out images <paramref name="first"/>, first + 1, … of a batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="first">The first image.</param>
    /// <param name="count">How many images.</param>
    /// <param name="noise">The randomness of all rollouts of the batch.</param>
    public void Roll(Batch batch, int first, int count, RolloutNoise noise)
    {
        int each = noise.Rows / batch.Count;
        MakeRoom(noise.Glimpses, count * each);
        _forward!.Begin(count * each, batch.Size);
        for (int t = 0; t < noise.Glimpses; t++)
        {
            _forward.Decide(t, noise, first * each);
            for (int i = 0; i < count * each; i++)
            {
                _forward.Sense(t, i, batch.Image(first + i / each));
            }
            _forward.TakeIn(t);
        }
    }

    /// <summary>Names every glimpse's class and judges every state, for a trace.</summary>
    public void Conclude(int glimpses)
    {
        _forward!.Name(1, glimpses);
        _forward.Judge(1, glimpses);
    }

    /// <summary>The loss of what was rolled out, and its gradient.</summary>
    /// <param name="labels">The right class of each of these images.</param>
    /// <param name="noise">The randomness of all rollouts of the batch.</param>
    /// <param name="weight">The weights of the terms.</param>
    public void Learn(ReadOnlySpan<int> labels, RolloutNoise noise, TermWeights weight)
    {
        int glimpses = noise.Glimpses;
        int firstDecision = FirstDecision(noise);
        _forward!.Judge(firstDecision, glimpses - firstDecision);
        if (options is { ActionAt: GlimpseChoice.Last, RewardAt: GlimpseChoice.Last })
        {
            _forward.Name(glimpses, 1);
        }
        else
        {
            _forward.Name(1, glimpses);
        }
        _loss!.Fill(glimpses, firstDecision, labels, Tracks.Rollouts / labels.Length, noise.Rows, weight);
        _backward!.Run(glimpses, firstDecision);
    }

    /// <summary>The first glimpse that the policy decides on; T if none.</summary>
    public int FirstDecision(RolloutNoise noise) =>
        noise.Mode == PolicyMode.Random ? noise.Glimpses : model.FirstLocation == FirstLocation.Learned ? 0 : 1;

    public void Dispose()
    {
        _tracks?.Dispose();
        _loss?.Dispose();
        _backward?.Dispose();
    }

    private void MakeRoom(int glimpses, int rollouts)
    {
        if (_tracks is not null && _tracks.Glimpses >= glimpses && _tracks.Capacity >= rollouts)
        {
            return;
        }
        Dispose();
        _tracks = new RolloutTracks(model, Math.Max(glimpses, _tracks?.Glimpses ?? 0), Math.Max(rollouts, _tracks?.Capacity ?? 0));
        _forward = new ForwardPass(model, weights, _tracks);
        _loss = new LossGradient(model, options, _tracks);
        _backward = new BackwardPass(model, options, weights, _tracks, _loss);
    }
}
