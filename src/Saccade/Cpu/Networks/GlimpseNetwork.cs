using Saccade.Cpu.Buffers;
using Saccade.Cpu.Kernels;
using Saccade.Cpu.Layers;
using Saccade.Cpu.Threading;
using Saccade.Sensing;

namespace Saccade.Cpu.Networks;

/// <summary>
/// The glimpse network f_g(ρ, l) (paper §3.1, fig. 1B): h_g = relu(Linear(ρ)), h_l = relu(Linear(l)), g = relu(Linear(h_g) + Linear(h_l)),
/// or relu(Linear([h_g, h_l])); both are one product with [h_g, h_l]. Or g = relu(Linear(h_g)) ⊙ relu(Linear(h_l)). Convolutions, if any,
/// come before h_g, with global pooling as an option. Batch normalisation, if any, comes before each relu. The relu of h_g and h_l is an
/// option.
/// </summary>
internal sealed class GlimpseNetwork
{
    private readonly NetworkWeights _weights;
    private readonly WeightGradients _gradients;
    private readonly CoreBuffers _core;
    private readonly LinearLayer _what;
    private readonly LinearLayer _where;
    private readonly LinearLayer _out;
    // Replaces the product with [h_g, h_l] in the multiplied form.
    private readonly FeatureProduct? _product;
    // One, or one for each scale; none without convolutions.
    private readonly ConvolutionStack[] _convolutions;
    private readonly BatchNormalisation? _whatNorm;
    private readonly BatchNormalisation? _whereNorm;
    private readonly BatchNormalisation? _outNorm;
    private readonly ActivationBuffer _retina;
    // What h_g reads: the retina where there are no convolutions.
    private readonly ActivationBuffer _seen;
    private readonly ActivationBuffer _seenGradients;
    private readonly ActivationBuffer _hidden;
    private readonly ActivationBuffer _hiddenGradients;
    private readonly float[]? _inputScales;
    private readonly int _towerInputs;
    private readonly bool _relu;

    public GlimpseNetwork(ModelOptions model, NetworkContext context, CoreBuffers core)
    {
        (_weights, _gradients, _core) = (context.Weights, context.WeightGradients, core);
        (_what, _where, _out) = (context.Layer("glimpse.what"), context.Layer("glimpse.where"), context.Layer("glimpse.what_out"));
        _relu = model.GlimpseActivation == Activation.Relu;
        _whatNorm = BatchNormalisation.Find("glimpse.what_norm", context, _relu);
        _whereNorm = BatchNormalisation.Find("glimpse.where_norm", context, _relu);
        _outNorm = BatchNormalisation.Find("glimpse.out_norm", context, relu: true);
        _product = model.GlimpseForm == GlimpseForm.Multiplied ? new FeatureProduct(context) : null;
        _convolutions = !model.Convolution.HasLayers ? []
            : model.Towers == 1 ? [Stack("glimpse.conv")]
            : [.. Enumerable.Range(1, model.Towers).Select(tower => Stack($"glimpse.tower{tower}_conv"))];
        _retina = context.Activations.Add(model.Sensor.GlimpseSize(model.Channels));
        (_seen, _seenGradients) = _convolutions.Length == 0
            ? (_retina, _retina)
            : (context.Activations.Add(_what.Inputs), context.Gradients.Add(_what.Inputs));
        _towerInputs = model.TowerInput.Pixels;
        Locations = context.Activations.Add(_where.Inputs);
        int halves = 2 * MatrixKernel.Padded(model.GlimpseHidden);
        (_hidden, _hiddenGradients) = (context.Activations.Add(halves), context.Gradients.Add(halves));
        _inputScales = model.InputScales();

        ConvolutionStack Stack(string name) => new(name, context, pooling: model.ConvolutionPooling);
    }

    /// <summary>l_t, clamped to the frame; the location network writes it.</summary>
    public ActivationBuffer Locations { get; }

    /// <summary>ρ(x, l_t) of rollout i.</summary>
    public void Sense(int t, int i, GlimpseSensor sensor, FrameBuffer frames, int frame)
    {
        Span<float> retina = _retina[t].Row(i)[..sensor.GlimpseSize];
        Span<float> location = Locations[t].Row(i);
        frames.Sense(sensor, frame, location[0], location[1], retina);
        if (_inputScales is not null)
        {
            TensorPrimitives.Multiply(retina, _inputScales, retina);
        }
    }

    /// <summary>g of glimpse t.</summary>
    public void Forward(int t, bool training, GroupMember member)
    {
        (Matrix whatOut, Matrix whereOut) = Halves(_hidden[t]);
        for (int tower = 0; tower < _convolutions.Length; tower++)
        {
            _convolutions[tower].Forward(t, TowerInput(_retina[t], tower), TowerOutput(_seen[t], tower), member);
        }
        _weights.Forward(_what, member.OwnRows(_seen[t]), member.OwnRows(whatOut), relu: _relu && _whatNorm is null);
        _weights.Forward(_where, member.OwnRows(Locations[t]), member.OwnRows(whereOut), relu: _relu && _whereNorm is null);
        if (_product is not null)
        {
            _product.Forward(t, whatOut, whereOut, _core.Features(t), member);
            member.Wait();
            return;
        }
        member.Wait();
        _whatNorm?.Forward(t, whatOut, training, member);
        _whereNorm?.Forward(t, whereOut, training, member);
        _weights.Forward(_out, _hidden[t], _core.Features(t), relu: _outNorm is null, member);
        member.Wait();
        _outNorm?.Forward(t, _core.Features(t), training, member);
    }

    /// <summary>From ∂J/∂g, already gated by its relu, to the gradients of the weights.</summary>
    public void Backward(int glimpses, GroupMember member)
    {
        Matrix hidden = _hidden.Steps(0, glimpses), hiddenGradients = _hiddenGradients.Steps(0, glimpses);
        Matrix features = _core.FeatureGradients(0, glimpses);
        (Matrix what, Matrix where) = Halves(hiddenGradients);
        if (_product is not null)
        {
            (Matrix whatOut, Matrix whereOut) = Halves(hidden);
            _product.Backward(glimpses, features, new(whatOut, what, _relu), new(whereOut, where, _relu), member);
        }
        else
        {
            _outNorm?.Backward(glimpses, features, member);
            _gradients.Record(_out, hidden, features);
            _weights.InputGradient(_out, features, hiddenGradients, gate: _relu ? hidden : default, member: member);
        }
        if (_whatNorm is not null || _convolutions.Length > 0)
        {
            member.Wait();
        }
        _whatNorm?.Backward(glimpses, what, member);
        _whereNorm?.Backward(glimpses, where, member);
        _gradients.Record(_what, _seen.Steps(0, glimpses), what);
        _gradients.Record(_where, Locations.Steps(0, glimpses), where);
        if (_convolutions.Length > 0)
        {
            BackwardToConvolutions(glimpses, what, member);
        }
    }

    private void BackwardToConvolutions(int glimpses, Matrix what, GroupMember member)
    {
        Matrix seen = _seen.Steps(0, glimpses), gradients = _seenGradients.Steps(0, glimpses), retina = _retina.Steps(0, glimpses);
        IndexRange own = member.Share(seen.Rows);
        _weights.InputGradient(
            _what, what.TakeRows(own.First, own.Count), gradients.TakeRows(own.First, own.Count),
            gate: _convolutions[0].Gate(seen.TakeRows(own.First, own.Count)));
        for (int tower = 0; tower < _convolutions.Length; tower++)
        {
            _convolutions[tower].Backward(glimpses, TowerInput(retina, tower), TowerOutput(gradients, tower), own);
        }
    }

    /// <summary>What one stack of convolutions reads of the retina.</summary>
    private Matrix TowerInput(Matrix retina, int tower) => retina.TakeColumns(tower * _towerInputs, _towerInputs);

    /// <summary>What it writes of what h_g reads.</summary>
    private Matrix TowerOutput(Matrix seen, int tower)
    {
        int width = _what.Inputs / _convolutions.Length;
        return seen.TakeColumns(tower * width, width);
    }

    /// <summary>h_g and h_l, or their gradients.</summary>
    private static (Matrix What, Matrix Where) Halves(Matrix hidden)
    {
        int half = hidden.Columns / 2;
        return (hidden.TakeColumns(0, half), hidden.TakeColumns(half, half));
    }
}
