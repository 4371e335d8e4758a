using Saccade.Cpu.Buffers;
using Saccade.Cpu.Kernels;
using Saccade.Cpu.Layers;
using Saccade.Cpu.Threading;
using Saccade.Sensing;

namespace Saccade.Cpu.Networks;

/// <summary>
/// The context network (Ba, Mnih and Kavukcuoglu, 2015, §3.1): a coarse view of the first frame, convolutions if any, then
/// u_0 = relu(Linear(relu(Linear(·)))), the first state of the location core, or h_0 where there is one core.
/// </summary>
internal sealed class ContextNetwork
{
    private readonly NetworkWeights _weights;
    private readonly WeightGradients _gradients;
    private readonly CoreBuffers _core;
    private readonly LinearLayer _hiddenLayer;
    private readonly LinearLayer _stateLayer;
    private readonly ConvolutionStack _convolutions;
    private readonly CoarseView _view;
    private readonly ActivationBuffer _coarse;
    // What the hidden layer reads: the coarse view where there are no convolutions.
    private readonly ActivationBuffer _seen;
    private readonly ActivationBuffer _seenGradients;
    private readonly ActivationBuffer _hidden;
    private readonly ActivationBuffer _hiddenGradients;

    public ContextNetwork(ModelOptions model, NetworkContext context, CoreBuffers core)
    {
        (_weights, _gradients, _core) = (context.Weights, context.WeightGradients, core);
        (_hiddenLayer, _stateLayer) = (context.Layer("context.hidden"), context.Layer("context.state"));
        _convolutions = new ConvolutionStack("context.conv", context, perGlimpse: false, model.Context.Pooling);
        _view = new CoarseView(model.Context.Side);
        _coarse = context.Activations.AddOnce(_view.Length(model.Channels));
        _seen = _convolutions.HasLayers ? context.Activations.AddOnce(_hiddenLayer.Inputs) : _coarse;
        _seenGradients = context.Gradients.AddOnce(_hiddenLayer.Inputs);
        _hidden = context.Activations.AddOnce(_hiddenLayer.Outputs);
        _hiddenGradients = context.Gradients.AddOnce(_hiddenLayer.Outputs);
    }

    /// <summary>The first state of the member's rollouts, M for each of its frames.</summary>
    public void Forward(FrameBuffer frames, int rolloutsOfEach, GroupMember member)
    {
        int first = member.Rollouts.First;
        for (int i = first; i < member.Rollouts.End; i++)
        {
            int frame = (i - first) / rolloutsOfEach;
            _view.See(frames[frame], frames.SizeOf(frame), _coarse[0].Row(i)[.._view.Length(frames.SizeOf(frame).Channels)]);
        }
        _convolutions.Forward(0, _coarse[0], _seen[0], member);
        _weights.Forward(_hiddenLayer, member.OwnRows(_seen[0]), member.OwnRows(_hidden[0]), relu: true);
        _weights.Forward(_stateLayer, member.OwnRows(_hidden[0]), member.OwnRows(_core.States(0)), relu: true);
    }

    /// <summary>From the gradients of the first state to those of the weights.</summary>
    public void Backward(GroupMember member)
    {
        Matrix state = member.OwnRows(_core.StateGradients(0)), hidden = member.OwnRows(_hidden[0]);
        state.Gate(member.OwnRows(_core.States(0)));
        _gradients.Record(_stateLayer, _hidden[0], _core.StateGradients(0));
        _weights.InputGradient(_stateLayer, state, member.OwnRows(_hiddenGradients[0]), gate: hidden);
        _gradients.Record(_hiddenLayer, _seen[0], _hiddenGradients[0]);
        if (_convolutions.HasLayers)
        {
            Matrix gate = _convolutions.Gate(member.OwnRows(_seen[0]));
            _weights.InputGradient(_hiddenLayer, member.OwnRows(_hiddenGradients[0]), member.OwnRows(_seenGradients[0]), gate: gate);
            _convolutions.Backward(1, _coarse[0], _seenGradients[0], member.Rollouts);
        }
    }
}
