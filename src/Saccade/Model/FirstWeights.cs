using Saccade.Checkpoints;
using Saccade.Runtime;

namespace Saccade.Model;

/// <summary>The weights that a model begins with; each follows from the key and its own name alone, whatever computes with it.</summary>
internal static class FirstWeights
{
    /// <summary>Fills weights or biases of a layer, uniform in ±1/√inputs.</summary>
    /// <param name="values">The values to fill.</param>
    /// <param name="inputs">Inputs of the layer.</param>
    /// <param name="key">Where they come from.</param>
    public static void Fill(Span<float> values, int inputs, RandomKey key)
    {
        double bound = 1 / Math.Sqrt(inputs);
        RandomStream stream = key.Stream();
        foreach (ref float value in values)
        {
            value = (float)stream.NextDouble(-bound, bound);
        }
    }

    /// <summary>All weights of a model without batch normalisation, by name.</summary>
    public static IReadOnlyList<NamedTensor> Draw(ModelOptions model, RandomKey key) => model.Kind switch
    {
        ModelKind.FullyConnected => FullyConnected(model, key),
        ModelKind.Convolutional => Convolutional(model, key),
        _ => Attention(model, key),
    };

    private static List<NamedTensor> Attention(ModelOptions model, RandomKey key)
    {
        (int hidden, int features, int units) = (model.GlimpseHidden, model.GlimpseFeatures, model.Hidden);
        int gates = model.Core == CoreKind.Lstm ? 4 * units : units;
        List<NamedTensor> drawn = [];
        Linear("glimpse.what", model.Sensor.GlimpseSize(model.Channels), hidden);
        Linear("glimpse.where", 2, hidden);
        if (model.GlimpseForm == GlimpseForm.Additive)
        {
            Linear("glimpse.what_out", hidden, features);
            Linear("glimpse.where_out", hidden, features);
        }
        else
        {
            Linear("glimpse.what_out", 2 * hidden, features);
        }
        Linear("core.input", features, gates);
        Linear("core.recurrent", units, gates);
        if (model is { Core: CoreKind.Relu, IdentityStart: true })
        {
            BeginAsIdentity(drawn[^2], drawn[^1]);
        }
        if (model.LocationHidden > 0)
        {
            Linear("location.hidden", units, model.LocationHidden);
        }
        Linear("location.mean", model.LocationHidden > 0 ? model.LocationHidden : units, 2);
        Linear("action.scores", units, model.Classes);
        Linear("baseline.value", units, 1);
        return drawn;

        void Linear(string name, int inputs, int outputs) => drawn.AddRange(Layer(key, name, outputs, inputs));
    }

    private static List<NamedTensor> FullyConnected(ModelOptions model, RandomKey key)
    {
        int units = model.Comparison.Units;
        return
        [
            .. Layer(key, "first", units, model.Comparison.ImageSize(model.Channels).Pixels),
            .. Layer(key, "second", units, units),
            .. Layer(key, "scores", model.Classes, units),
        ];
    }

    private static List<NamedTensor> Convolutional(ModelOptions model, RandomKey key)
    {
        ComparisonOptions net = model.Comparison;
        return
        [
            .. Layer(key, "filters", net.Filters, model.Channels, net.FilterSide, net.FilterSide),
            .. net.Units > 0 ? Layer(key, "hidden", net.Units, net.Features) : [],
            .. Layer(key, "scores", model.Classes, net.Units > 0 ? net.Units : net.Features),
        ];
    }

    /// <summary>Weights [outputs, …inputs] and biases [outputs] of a layer.</summary>
    private static NamedTensor[] Layer(RandomKey key, string name, int outputs, params ReadOnlySpan<int> inputs)
    {
        RandomKey own = name.Split('.').Aggregate(key, (parent, part) => parent.Fork(part));
        int each = 1;
        foreach (int side in inputs)
        {
            each = checked(each * side);
        }
        float[] weights = new float[checked(each * outputs)];
        float[] biases = new float[outputs];
        Fill(weights, each, own.Fork("weight"));
        Fill(biases, each, own.Fork("bias"));
        return [new($"{name}.weight", [outputs, .. inputs], weights), new($"{name}.bias", [outputs], biases)];
    }

    /// <summary>A core that begins by remembering everything (Le, Jaitly and Hinton, 2015).</summary>
    private static void BeginAsIdentity(NamedTensor weight, NamedTensor bias)
    {
        Array.Clear(weight.Values);
        Array.Clear(bias.Values);
        for (int unit = 0; unit < bias.Values.Length; unit++)
        {
            weight.Values[unit * bias.Values.Length + unit] = 1;
        }
    }
}
