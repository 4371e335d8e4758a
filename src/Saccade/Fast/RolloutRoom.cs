using Saccade.Model;

namespace Saccade.Fast;

/// <summary>The room for rollouts and for the way back through them, which grows when more is asked for; a team has one together.</summary>
internal sealed class RolloutRoom(ModelOptions model) : IDisposable
{
    /// <summary>What the rollouts leave behind.</summary>
    public RolloutTracks? Tracks { get; private set; }

    /// <summary>How the loss changes with it.</summary>
    public GradientTracks? Gradients { get; private set; }

    /// <summary>Takes on so many rollouts of at most so many glimpses.</summary>
    public void TakeOn(int glimpses, int rollouts)
    {
        if (Tracks is not { } held || held.Glimpses < glimpses || held.Capacity < rollouts)
        {
            (int most, int capacity) = (Math.Max(glimpses, Tracks?.Glimpses ?? 0), Math.Max(rollouts, Tracks?.Capacity ?? 0));
            // The old room is given back first: both together might not fit into memory.
            Dispose();
            Tracks = new RolloutTracks(model, most, capacity);
        }
        Tracks!.Rollouts = rollouts;
        Gradients?.Rollouts = rollouts;
    }

    /// <summary>Makes what only learning needs.</summary>
    public void PrepareToLearn() => Gradients ??= new GradientTracks(model, Tracks!);

    public void Dispose()
    {
        Gradients?.Dispose();
        Tracks?.Dispose();
        (Tracks, Gradients) = (null, null);
    }
}
