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

    /// <summary>All weights of an attention model without batch normalisation, by name.</summary>
    public static IReadOnlyList<NamedTensor> Draw(ModelOptions model, RandomKey key)
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

        void Linear(string name, int inputs, int outputs)
        {
            RandomKey own = name.Split('.').Aggregate(key, (parent, part) => parent.Fork(part));
            float[] weights = new float[checked(inputs * outputs)];
            float[] biases = new float[outputs];
            Fill(weights, inputs, own.Fork("weight"));
            Fill(biases, inputs, own.Fork("bias"));
            drawn.Add(new($"{name}.weight", [outputs, inputs], weights));
            drawn.Add(new($"{name}.bias", [outputs], biases));
        }
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
