using Saccade.Model;

namespace Saccade.Fast;

/// <summary>The layers of a model, one behind the other in the vector of all weights (paper fig. 1).</summary>
internal sealed class NetworkLayers
{
    public NetworkLayers(ModelOptions model)
    {
        (int hidden, int features, int units) = (model.GlimpseHidden, model.GlimpseFeatures, model.Hidden);
        (int what, int glimpse, int state) = (MatrixKernel.Padded(hidden), MatrixKernel.Padded(features), MatrixKernel.Padded(units));
        What = Add("glimpse.what", model.Sensor.GlimpseSize(model.Channels), hidden);
        Where = Add("glimpse.where", 2, hidden);
        Join = model.GlimpseForm == GlimpseForm.Additive
            ? Add(2 * what, features, new("glimpse.what_out", From(0, hidden)), new("glimpse.where_out", From(what, hidden)))
            : Add(2 * what, features, new LinearLayer.Part("glimpse.what_out", [.. From(0, hidden), .. From(what, hidden)]));
        Core = Add(
            glimpse + state, model.Core == CoreKind.Lstm ? 4 * units : units,
            new("core.input", From(0, features)), new("core.recurrent", From(glimpse, units)));
        LocationHidden = model.LocationHidden > 0 ? Add("location.hidden", units, model.LocationHidden) : null;
        Mean = Add("location.mean", model.LocationHidden > 0 ? model.LocationHidden : units, 2);
        Action = Add("action.scores", units, model.Classes);
        Baseline = Add("baseline.value", units, 1);
        Blocks = [.. All.SelectMany(layer => layer.Blocks())];
    }

    /// <summary>h_g from the retina.</summary>
    public LinearLayer What { get; }

    /// <summary>h_l from the location.</summary>
    public LinearLayer Where { get; }

    /// <summary>g_t from [h_g, h_l].</summary>
    public LinearLayer Join { get; }

    /// <summary>h_t, or the gates of an LSTM, from [g_t, h_{t-1}].</summary>
    public LinearLayer Core { get; }

    /// <summary>The hidden layer in front of the mean; null if there is none.</summary>
    public LinearLayer? LocationHidden { get; }

    /// <summary>μ_t, before it is squashed.</summary>
    public LinearLayer Mean { get; }

    /// <summary>The scores of the classes.</summary>
    public LinearLayer Action { get; }

    /// <summary>b_t.</summary>
    public LinearLayer Baseline { get; }

    public List<LinearLayer> All { get; } = [];

    /// <summary>The length of the vector of all weights.</summary>
    public long Length { get; private set; }

    /// <summary>The vector of all weights, block by block.</summary>
    public IReadOnlyList<WeightBlock> Blocks { get; }

    /// <summary>Where a worker's share of the blocks begins and ends in the vector of all weights.</summary>
    public (long From, long To) Slice(int worker, int workers)
    {
        Share share = Share.Of(Blocks.Count, worker, workers);
        return (StartOf(share.First), StartOf(share.End));

        long StartOf(int block) => block < Blocks.Count ? Blocks[block].Start : Length;
    }

    private static int[] From(int first, int count) => [.. Enumerable.Range(first, count)];

    private LinearLayer Add(string name, int inputs, int outputs) => Add(inputs, outputs, new LinearLayer.Part(name, From(0, inputs)));

    private LinearLayer Add(int inputs, int outputs, params IReadOnlyList<LinearLayer.Part> parts)
    {
        LinearLayer layer = new(Length, inputs, outputs, parts);
        All.Add(layer);
        Length += layer.Length;
        return layer;
    }
}
