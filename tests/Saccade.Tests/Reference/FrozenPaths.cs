using System.Runtime.InteropServices;
using Saccade.Networks;
using Saccade.Policy;
using Saccade.Random;
using Saccade.Tasks;
using Saccade.Torch.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Saccade.Tests.Reference;

/// <summary>
/// A copy of a model in double precision that walks the paths of one rollout whatever its weights become: what
/// backpropagation differentiates, since samples and glimpses are cut from the graph.
/// </summary>
internal sealed class FrozenPaths : IDisposable
{
    private readonly RecurrentAttentionModel _model;
    private readonly Tensor[] _retinas;
    private readonly Tensor[] _locations;
    private readonly Tensor[] _kept;
    private readonly Tensor _images;
    private readonly int _firstDecision;

    public FrozenPaths(RecurrentAttentionModel model, ImageBatch batch, Rollout rollout, RolloutNoise noise)
    {
        _model = new(model.Options, RandomKey.FromSeed(0));
        _model.load_state_dict(model.state_dict());
        _model.@double();
        (int glimpses, int rows) = ((int)rollout.Locations.shape[0], (int)rollout.Locations.shape[1]);
        _firstDecision = glimpses - (int)(rollout.Means?.shape[0] ?? 0);
        _locations = [.. Enumerable.Range(0, glimpses).Select(t => rollout.Locations[t].@double())];
        _retinas =
        [
            .. _locations.Select(l => Sense(model.Options, batch, [.. l.data<double>().Select(x => (float)x)], rows / batch.Count)),
        ];
        _kept = [.. _locations.Select((_, t) => Kept(noise, t, model.Options.GlimpseFeatures))];
        _images = Images(batch, rows / batch.Count);
    }

    /// <summary>The factors of dropout [N, features] at a glimpse.</summary>
    private static Tensor Kept(RolloutNoise noise, int t, int features)
    {
        float[] factors = new float[noise.Rows * features];
        Array.Fill(factors, 1);
        for (int row = 0; row < noise.Rows && noise.Dropout > 0; row++)
        {
            noise.Drop(t, row, factors.AsSpan(row * features, features));
        }
        return tensor(factors, noise.Rows, features).@double();
    }

    /// <summary>Every weight and bias by its name; a value may be changed in place.</summary>
    public IEnumerable<(string Name, Tensor Weight)> Weights => _model.named_parameters().Select(p => (p.name, (Tensor)p.parameter));

    /// <summary>The scores after each glimpse of the last walk [T, N, classes].</summary>
    public double[] Answers { get; private set; } = [];

    /// <summary>The scores, and at each decision μ [D, N, 2] and b [D, N], on the paths as they are.</summary>
    public (double[] Scores, double[] Means, double[] Baselines) Walk()
    {
        using IDisposable undifferentiated = no_grad();
        using DisposeScope scope = NewDisposeScope();
        (Tensor? start, Tensor? saliency) = Context();
        CoreState lower = Start(_model.Core);
        // What chooses locations; it is the state that classifies where there is one core.
        CoreState upper = _model.LocationCore is null ? lower : Start(_model.LocationCore);
        upper = start is null ? upper : upper with { Hidden = start };
        lower = _model.LocationCore is null ? upper : lower;
        List<double> means = [], baselines = [], answers = [];
        for (int t = 0; t < _locations.Length; t++)
        {
            if (t >= _firstDecision)
            {
                means.AddRange(saliency is null
                    ? Network<LocationNetwork>().forward(upper.Hidden).contiguous().data<double>()
                    : Places(saliency, t));
                baselines.AddRange(Network<BaselineNetwork>().forward(upper.Hidden).contiguous().data<double>());
            }
            lower = _model.Core.Step(Network<GlimpseNetwork>().forward(_retinas[t], _locations[t]) * _kept[t], lower);
            upper = _model.LocationCore?.Step(lower.Hidden, upper) ?? lower;
            answers.AddRange(Network<ActionNetwork>().forward(lower.Hidden).contiguous().data<double>());
        }
        Answers = [.. answers];
        return ([.. Network<ActionNetwork>().forward(lower.Hidden).data<double>()], [.. means], [.. baselines]);
    }

    /// <summary>The derivative of a function of the walk by each value of a weight, by central differences.</summary>
    public double[] Derivatives(Tensor weight, Func<double> function)
    {
        const double step = 1e-5;
        double[] derivatives = new double[weight.numel()];
        for (int i = 0; i < derivatives.Length; i++)
        {
            double At(double change)
            {
                ref double value = ref MemoryMarshal.Cast<byte, double>(weight.bytes)[i];
                double kept = value;
                value += change;
                double result = function();
                MemoryMarshal.Cast<byte, double>(weight.bytes)[i] = kept;
                return result;
            }
            derivatives[i] = (At(step) - At(-step)) / (2 * step);
        }
        return derivatives;
    }

    public void Dispose() => _model.Dispose();

    /// <summary>The first state [N, H] and the logits of the saliency map [N, rows, columns], if the model has them.</summary>
    private (Tensor? Start, Tensor? Saliency) Context()
    {
        if (_model.Context is not ContextNetwork context)
        {
            return (null, null);
        }
        (Tensor? start, Tensor maps) = context.forward(context.View(_images));
        return (start, Network<LocationNetwork>().Saliency(maps));
    }

    private CoreState Start(CoreNetwork core)
    {
        CoreState state = core.Start(_images.shape[0], CPU);
        return new(state.Hidden.@double(), state.Cell?.@double());
    }

    /// <summary>The means [N, 2] of saliency maps at a glimpse.</summary>
    private IEnumerable<double> Places(Tensor saliency, int t)
    {
        (int rows, int columns) = ((int)saliency.shape[1], (int)saliency.shape[2]);
        double extent = _model.Options.Sensor.PatchExtent(_model.Options.Sensor.Scales - 1);
        (double width, double height) = (extent / _images.shape[3], extent / _images.shape[2]);
        double[][] earlier = [.. _locations[..t].Select(l => l.data<double>().ToArray())];
        return saliency.contiguous().data<double>().ToArray().Chunk(rows * columns).SelectMany((logits, n) => NaiveSaliency.Mean(
            logits, rows, columns, [.. earlier.Select(l => (l[2 * n], l[2 * n + 1]))], width, height));
    }

    private T Network<T>() where T : nn.Module => _model.Networks.Select(n => n.Network).OfType<T>().Single();

    /// <summary>The image of each rollout [N, C, H, W], 0 to 1.</summary>
    private static Tensor Images(ImageBatch batch, int rolloutsOfEach)
    {
        int rows = batch.Count * rolloutsOfEach;
        double[] pixels = [.. Enumerable.Range(0, rows).SelectMany(
            n => batch.Image(n / rolloutsOfEach).ToArray(), (_, pixel) => pixel / 255.0)];
        return tensor(pixels, rows, batch.Size.Channels, batch.Size.Height, batch.Size.Width);
    }

    private static Tensor Sense(ModelOptions options, ImageBatch batch, float[] locations, int rolloutsOfEach)
    {
        int rows = locations.Length / 2;
        double[] retinas = [.. Enumerable.Range(0, rows).SelectMany(n => NaiveSensor.Sense(
            options.Sensor, batch.Size, batch.Image(n / rolloutsOfEach).ToArray(), locations[2 * n], locations[2 * n + 1]))];
        return tensor(retinas, rows, retinas.Length / rows);
    }
}
