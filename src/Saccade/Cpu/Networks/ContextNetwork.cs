using Saccade.Cpu.Buffers;
using Saccade.Cpu.Kernels;
using Saccade.Cpu.Layers;
using Saccade.Cpu.Threading;
using Saccade.Sensing;

namespace Saccade.Cpu.Networks;

/// <summary>
/// The context network (Ba, Mnih and Kavukcuoglu, 2015, §3): a coarse view of the first frame, convolutions if any, then
/// u_0 = relu(Linear(relu(Linear(·)))), the first state of the location core, or h_0 where there is one core. A saliency map reads the
/// convolutions.
/// </summary>
internal sealed class ContextNetwork
{
    private readonly NetworkWeights _weights;
    private readonly WeightGradients _gradients;
    private readonly CoreBuffers _core;
    private readonly SaliencyMap? _saliency;
    // Null where it serves a saliency map alone.
    private readonly LinearLayer? _hiddenLayer;
    private readonly LinearLayer? _stateLayer;
    private readonly ConvolutionStack _convolutions;
    private readonly CoarseView _view;
    private readonly ActivationBuffer _coarse;
    // What the hidden layer reads: the coarse view where there are no convolutions.
    private readonly ActivationBuffer _seen;
    private readonly ActivationBuffer _seenGradients;
    private readonly ActivationBuffer _hidden;
    private readonly ActivationBuffer _hiddenGradients;

    public ContextNetwork(ModelOptions model, NetworkContext context, CoreBuffers core, SaliencyMap? saliency)
    {
        (_weights, _gradients, _core, _saliency) = (context.Weights, context.WeightGradients, core, saliency);
        (_hiddenLayer, _stateLayer) = (context.Weights.Layers.Find("context.hidden"), context.Weights.Layers.Find("context.state"));
        _convolutions = new ConvolutionStack("context.conv", context, perGlimpse: false, model.Context.Pooling);
        _view = new CoarseView(model.Context.Side);
        _coarse = context.Activations.AddOnce(_view.Length(model.Channels));
        _seen = _convolutions.HasLayers ? context.Activations.AddOnce(_convolutions.Values) : _coarse;
        _seenGradients = context.Gradients.AddOnce(_convolutions.HasLayers ? _convolutions.Values : _view.Length(model.Channels));
        _hidden = context.Activations.AddOnce(model.Context.Units);
        _hiddenGradients = context.Gradients.AddOnce(model.Context.Units);
    }

    /// <summary>The first state of the member's rollouts, M for each of its frames.</summary>
    public void Forward(FrameBuffer frames, int rolloutsOfEach, GroupMember member)
    {
        int first = member.Rollouts.First;
        for (int i = first; i < member.Rollouts.End; i++)
        {
            int frame = (i - first) / rolloutsOfEach;
            _saliency?.SetSize(i, frames.SizeOf(frame));
            _view.See(frames[frame], frames.SizeOf(frame), _coarse[0].Row(i)[.._view.Length(frames.SizeOf(frame).Channels)]);
        }
        _convolutions.Forward(0, _coarse[0], _seen[0], member);
        _saliency?.Forward(_convolutions.Maps(0, _seen[0]), member);
        if (_hiddenLayer is not null)
        {
            _weights.Forward(_hiddenLayer, member.OwnRows(_seen[0]), member.OwnRows(_hidden[0]), relu: true);
            _weights.Forward(_stateLayer!, member.OwnRows(_hidden[0]), member.OwnRows(_core.States(0)), relu: true);
        }
    }

    /// <summary>From the gradients of the first state to those of the weights.</summary>
    public void Backward(GroupMember member)
    {
        if (_hiddenLayer is not null)
        {
            BackwardState(_hiddenLayer, member);
        }
        else
        {
            member.OwnRows(_seenGradients[0]).Clear();
        }
        if (_convolutions.HasLayers)
        {
            _convolutions.Backward(1, _coarse[0], _seenGradients[0], member.Rollouts, _saliency);
        }
    }

    private void BackwardState(LinearLayer hiddenLayer, GroupMember member)
    {
        Matrix state = member.OwnRows(_core.StateGradients(0)), hidden = member.OwnRows(_hidden[0]);
        state.Gate(member.OwnRows(_core.States(0)));
        _gradients.Record(_stateLayer!, _hidden[0], _core.StateGradients(0));
        _weights.InputGradient(_stateLayer!, state, member.OwnRows(_hiddenGradients[0]), gate: hidden);
        _gradients.Record(hiddenLayer, _seen[0], _hiddenGradients[0]);
        if (_convolutions.HasLayers)
        {
            Matrix gate = _convolutions.Gate(member.OwnRows(_seen[0]));
            _weights.InputGradient(hiddenLayer, member.OwnRows(_hiddenGradients[0]), member.OwnRows(_seenGradients[0]), gate: gate);
        }
    }
}
