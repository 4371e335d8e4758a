namespace Saccade.Fast;

/// <summary>Tracks of the same rollouts.</summary>
internal abstract class TrackSet(int capacity) : IDisposable
{
    private readonly List<Track> _all = [];

    /// <summary>The most rollouts there is room for.</summary>
    public int Capacity => capacity;

    /// <summary>How many rollouts there are now.</summary>
    public int Rollouts
    {
        get => _all[0].Rollouts;
        set
        {
            foreach (Track track in _all)
            {
                track.Rollouts = value;
            }
        }
    }

    public void Dispose() => _all.ForEach(track => track.Dispose());

    protected Track Add(int steps, int columns)
    {
        Track track = new(steps, capacity, columns);
        _all.Add(track);
        return track;
    }
}
