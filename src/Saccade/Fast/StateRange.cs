namespace Saccade.Fast;

/// <summary>So many states of the core from one on; state t is the one after t glimpses.</summary>
internal readonly record struct StateRange(int First, int Count)
{
    /// <summary>The state after the last of them.</summary>
    public int End => First + Count;

    /// <summary>What a track holds of these states.</summary>
    public Matrix Of(Track track) => track.From(First, Count);

    /// <summary>These states themselves.</summary>
    public Matrix Of(RolloutTracks tracks) => tracks.States(First, Count);
}
