using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Saccade.Fast;

/// <summary>
/// A worker's portion of a batch, handful by handful, and what is learned from it. Others may help with the last. A handful's
/// gradient is one sum whoever learns it, and these are added in the order of the handfuls: so that of the portion is the same to the bit.
/// </summary>
/// <param name="layers">The network.</param>
/// <param name="direct">
/// Whether the gradient of a single handful is multiplied out straight into the batch's. That of several has to be added up;
/// and among others, workers fetch a part of it sooner from the cache of the one that made it than all its factors.
/// </param>
internal sealed class Portion(NetworkLayers layers, bool direct) : IGradient, IDisposable
{
    // Enough for one core to do twice what another does of a batch of 512. The gradient of each takes as much room as all weights.
    private const int MostHelp = 4;

    private readonly List<LossSums> _sums = [];
    // The gradient of what the worker learned, and those of the last, the last but one, … handful that others did.
    private readonly AlignedBuffer?[] _helped = new AlignedBuffer?[MostHelp];
    private AlignedBuffer? _gradient;
    private BackwardPass? _factors;
    private Share _things;
    private int _handfuls;
    private int _done;

    /// <summary>The figures of all handfuls, in their order.</summary>
    public ReadOnlySpan<LossSums> Sums => CollectionsMarshal.AsSpan(_sums)[.._handfuls];

    /// <summary>Its handfuls.</summary>
    public Share Handfuls => new(0, _handfuls);

    /// <summary>With how many handfuls others may help: with none if their products are so deep that they are added block by block, as those of 24 rollouts with more than eight glimpses.</summary>
    public int MayBeHelpedWith { get; private set; }

    /// <summary>Begins a step.</summary>
    /// <param name="things">The images or games.</param>
    /// <param name="handful">So many rollouts make a handful.</param>
    /// <param name="rolloutsOfEach">M.</param>
    /// <param name="glimpses">T.</param>
    public void Begin(Share things, int handful, int rolloutsOfEach, int glimpses)
    {
        int handfuls = things.Handfuls(handful, rolloutsOfEach);
        (_things, _handfuls, _done, _factors) = (things, handfuls, 0, null);
        MayBeHelpedWith = ThingsOf(handfuls - 1).Count * rolloutsOfEach * glimpses <= MatrixKernel.DepthBlockAcross ? MostHelp : 0;
        while (_sums.Count < handfuls)
        {
            _sums.Add(new LossSums());
        }
        foreach (LossSums sums in Sums)
        {
            sums.Begin(glimpses);
        }
    }

    /// <summary>The images or games of a handful.</summary>
    public Share ThingsOf(int handful) => _things.Part(handful, _handfuls);

    /// <summary>The figures of a handful.</summary>
    public LossSums SumsOf(int handful) => _sums[handful];

    /// <summary>Keeps the gradient of a handful: adds it to those before if its own worker did it, which does them in their order.</summary>
    public void Keep(int handful, BackwardPass learned, bool helped = false)
    {
        if (helped)
        {
            ref AlignedBuffer? help = ref _helped[_handfuls - 1 - handful];
            help ??= new AlignedBuffer(layers.Length);
            learned.PutAll(help, accumulate: false);
            return;
        }
        _done = handful + 1;
        if (direct && _handfuls == 1)
        {
            _factors = learned;
            return;
        }
        _gradient ??= new AlignedBuffer(layers.Length);
        learned.PutAll(_gradient, accumulate: handful > 0);
    }

    public void Put(in WeightRun run, AlignedBuffer gradient, bool accumulate)
    {
        if (_factors is not null)
        {
            _factors.Put(run, gradient, accumulate);
            return;
        }
        Span<float> own = _gradient!.Span(run.Start, run.Length), sum = gradient.Span(run.Start, run.Length);
        for (int handful = _done; handful < _handfuls; handful++)
        {
            TensorPrimitives.Add(own, _helped[_handfuls - 1 - handful]!.Span(run.Start, run.Length), own);
        }
        if (accumulate)
        {
            TensorPrimitives.Add(sum, own, sum);
        }
        else
        {
            own.CopyTo(sum);
        }
    }

    public void Dispose()
    {
        _gradient?.Dispose();
        foreach (AlignedBuffer? gradient in _helped)
        {
            gradient?.Dispose();
        }
    }
}
