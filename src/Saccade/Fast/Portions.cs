using Saccade.Model;

namespace Saccade.Fast;

/// <summary>The portions of a batch, or of games, one for each worker that has something to do.</summary>
internal sealed class Portions(NetworkLayers layers, int workers, bool direct) : IDisposable
{
    private readonly Portion[] _all = [.. Enumerable.Range(0, workers).Select(_ => new Portion(layers, direct))];
    private readonly Pieces _handfuls = new(workers);
    private readonly LossSums _sums = new();
    private int _count;

    /// <summary>All there are, in the workers' order.</summary>
    public ReadOnlySpan<Portion> All => _all.AsSpan(0, _count);

    /// <summary>A worker's own.</summary>
    public Portion this[int worker] => _all[worker];

    /// <summary>Cuts some things into portions, and these into handfuls of about so many rollouts.</summary>
    public void Cut(int things, RolloutNoise noise, int handful = int.MaxValue)
    {
        _count = Math.Min(workers, things);
        _handfuls.Clear();
        for (int worker = 0; worker < _count; worker++)
        {
            Portion own = _all[worker];
            own.Begin(Share.Of(things, worker, _count), handful, noise.Rows / things, noise.Glimpses);
            _handfuls.Begin(worker, own.Handfuls, own.MayBeHelpedWith);
        }
    }

    /// <summary>Gives each worker all of some things, as a single handful: what they learn from them they learn together.</summary>
    public void Join(int things, RolloutNoise noise)
    {
        _count = workers;
        foreach (Portion own in All)
        {
            own.Begin(new(0, things), int.MaxValue, noise.Rows / things, noise.Glimpses);
        }
    }

    /// <summary>Takes a handful for a worker: the next of its own, or one with which it helps another; if there is one.</summary>
    public bool Take(int worker, out Portion portion, out int handful, out bool helps)
    {
        bool taken = _handfuls.Take(worker, out int owner, out handful);
        (portion, helps) = (_all[owner], owner != worker);
        return taken;
    }

    /// <summary>The sums over all of them, in their order.</summary>
    public LossSums Sum(int glimpses)
    {
        _sums.Begin(glimpses);
        foreach (Portion portion in All)
        {
            foreach (LossSums sums in portion.Sums)
            {
                _sums.Add(sums);
            }
        }
        return _sums;
    }

    public void Dispose() => Array.ForEach(_all, portion => portion.Dispose());
}
