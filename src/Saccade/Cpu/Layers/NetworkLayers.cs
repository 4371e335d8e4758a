using Saccade.Cpu.Kernels;
using Saccade.Cpu.Threading;

namespace Saccade.Cpu.Layers;

/// <summary>The layers of a plan in the vector of all weights. Linear layers of a network with one output are parts of one layer.</summary>
internal sealed class NetworkLayers
{
    private readonly NetworkPlan _plan;
    private int _tiles;

    public NetworkLayers(NetworkPlan plan)
    {
        _plan = plan;
        foreach (IGrouping<(string, string, LayerKind), LayerPlan> added in plan.Layers.GroupBy(l => (l.Network, l.Output, l.Kind)))
        {
            Add([.. added]);
        }
    }

    public List<LinearLayer> All { get; } = [];

    /// <inheritdoc cref="NetworkPlan.Convolutions(string)"/>
    public IEnumerable<LayerPlan> Convolutions(string beginning = "") => _plan.Convolutions(beginning);

    /// <summary>The layers of batch normalisation.</summary>
    public IEnumerable<LayerPlan> Normalisations => _plan.Layers.Where(layer => layer.Kind == LayerKind.BatchNorm);

    /// <summary>The length of the vector of all weights.</summary>
    public long Length { get; private set; }

    /// <summary>The length of the vector of all transposed weights.</summary>
    public long TransposedLength { get; private set; }

    /// <summary>The length of the vector of all sums of biases.</summary>
    public long BiasSumsLength { get; private set; }

    /// <summary>The layer with a part of that name.</summary>
    public LinearLayer this[string name] => Find(name) ?? throw new KeyNotFoundException($"The model has no layer '{name}'.");

    /// <summary>The layer with a part of that name; null if the model has none.</summary>
    public LinearLayer? Find(string name) => All.Find(layer => layer.Parts.Any(part => part.Name == name));

    /// <summary>All tiles in the order of the vector of all weights.</summary>
    public IEnumerable<WeightTile> Tiles() => All.SelectMany(layer => layer.Tiles());

    /// <summary>A worker's share of the tiles: of each layer those of the panels it computes in a group, if these divide evenly.</summary>
    public IEnumerable<WeightTile> TilesOf(int worker, int workers) => All.SelectMany(layer =>
    {
        IndexRange share = IndexRange.Share(layer.TileCount, worker, workers);
        return layer.Tiles().Skip(share.First).Take(share.Count);
    });

    private void Add(LayerPlan[] plans)
    {
        bool joined = plans.Sum(plan => plan.InputParts) > 1;
        int inputs = 0;
        List<LinearLayer.Part> parts = [];
        foreach (LayerPlan plan in plans)
        {
            if (plan.Kind == LayerKind.BatchNorm)
            {
                inputs = 1;
                parts.Add(new(plan.Name, [0], [plan.Outputs]));
                continue;
            }
            int width = plan.Inputs / plan.InputParts, paddedWidth = joined ? MatrixKernel.Padded(width) : width, first = inputs;
            parts.Add(new(
                plan.Name,
                [.. ChannelsLast(plan).Select(input => first + input / width * paddedWidth + input % width)],
                [plan.Outputs, .. plan.InputShape]));
            inputs += plan.InputParts * paddedWidth;
        }
        LinearLayer layer = new(plans[0], inputs, parts)
        {
            Index = All.Count,
            Start = Length,
            TransposedStart = TransposedLength,
            BiasSumStart = BiasSumsLength,
            FirstTile = _tiles,
        };
        All.Add(layer);
        _tiles += layer.TileCount;
        Length += layer.Length;
        TransposedLength += layer.TransposedCount;
        BiasSumsLength += layer.PaddedOutputs;
    }

    /// <summary>
    /// The inputs in the order of checkpoints: behind a convolution these are [filters, places], here [places, filters]; of another
    /// convolution, whose places are those of its filters, or of each part.
    /// </summary>
    private IEnumerable<int> ChannelsLast(LayerPlan plan)
    {
        string input = plan.Input.Split(", ")[0];
        LayerPlan? source = _plan.Layers.FirstOrDefault(layer => layer.Kind == LayerKind.Convolution && layer.Output == input);
        if (source is null)
        {
            return Enumerable.Range(0, plan.Inputs);
        }
        int width = plan.Inputs / plan.InputParts, filters = source.Outputs, places = width / filters;
        return Enumerable.Range(0, plan.Inputs).Select(
            index => index - index % width + index % width % places * filters + index % width / places);
    }
}
