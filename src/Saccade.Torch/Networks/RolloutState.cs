using System.Runtime.InteropServices;
using Saccade.Images;
using Saccade.Policy;
using Saccade.Sensing;

namespace Saccade.Torch.Networks;

/// <summary>N rollouts of a model, advanced glimpse by glimpse; frames may change in between. The scope of use owns its tensors.</summary>
internal sealed class RolloutState
{
    private readonly RecurrentAttentionModel _model;
    private readonly RolloutNoise _noise;
    private readonly GradientReach _reach;
    private readonly GlimpseSensor _sensor;
    private readonly TorchSensor? _deviceSensor;
    private readonly Device _device;
    private readonly Tensor _steps; // [T, N, 2]
    private readonly List<Tensor> _locations = [];
    private readonly List<Tensor> _samples = [];
    private readonly List<Tensor> _means = [];
    private readonly List<Tensor> _decisionStates = [];
    private readonly List<Tensor> _states = [];
    private readonly List<Tensor> _upperStates = [];
    private CoreState _state;
    // The state that location and baseline network read: that of the upper core, if there is one.
    private CoreState _upper;
    private SaliencyMap? _saliency;
    private Frames? _frames;
    private Tensor? _sums;
    private Tensor? _sizes;

    /// <summary>Starts N rollouts; <paramref name="sensorOnDevice"/> forces the sensor of other devices on the CPU too.</summary>
    public RolloutState(RecurrentAttentionModel model, ImageSize size, RolloutNoise noise, GradientReach reach, bool sensorOnDevice = false)
    {
        (_model, _noise, _reach) = (model, noise, reach);
        _sensor = new(model.Options.Sensor, size);
        _device = model.parameters().First().device;
        // On another device the images are copied once, rather than locations and glimpses at every step.
        _deviceSensor = sensorOnDevice || _device.type != DeviceType.CPU ? new(model.Options.Sensor, _device) : null;
        _steps = tensor(noise.Steps.ToArray(), [noise.Glimpses, noise.Rows, 2], device: _device);
        _state = model.Core.Start(noise.Rows, _device);
        _upper = model.LocationCore?.Start(noise.Rows, _device) ?? _state;
    }

    /// <summary>Sets the frames of the next glimpses; N / B rollouts see each.</summary>
    public void Show(Frames frames)
    {
        _frames = frames;
        if (_deviceSensor is not null)
        {
            using Tensor images = frames.Padded(_device);
            (_sums, _sizes) = (TorchSensor.Sums(images), frames.Sizes(_device));
        }
        if (_locations.Count == 0 && _model.Context is ContextNetwork context)
        {
            (Tensor? start, Tensor maps) = context.forward(cat([.. frames.Tensors(_device).Select(
                images => context.View(images.to_type(ScalarType.Float32) / 255))]));
            long each = _noise.Rows / frames.Count;
            _upper = start is null ? _upper : _upper with { Hidden = start.repeat_interleave(each, 0) };
            if (_model.LocationNetwork.Saliency(maps) is Tensor logits)
            {
                Tensor sizes = frames.Sizes(_device).flip(1).to_type(ScalarType.Float32);
                Tensor extents = _sensor.Options.PatchExtent(_sensor.Options.Scales - 1) / sizes;
                _saliency = new(logits.repeat_interleave(each, 0), extents.repeat_interleave(each, 0));
            }
            _state = _model.LocationCore is null ? _upper : _state;
        }
    }

    /// <summary>Takes the next glimpse; returns h_t [N, H].</summary>
    /// <exception cref="NumericalException">The mean is NaN; where the sensor is on the device, <see cref="End"/> throws it.</exception>
    public Tensor TakeGlimpse()
    {
        Tensor location = NextLocation();
        _saliency?.Cover(location);
        Tensor retina = _deviceSensor?.Sense(_sums!, _sizes!, location) ?? Sense(_frames!, location);
        Tensor features = _model.GlimpseNetwork.forward(retina, location, _locations.Count);
        _state = _model.Core.Step(_noise.Dropout > 0 ? features * Kept(features.shape[1]) : features, _state);
        _upper = _model.LocationCore?.Step(_state.Hidden, _upper) ?? _state;
        _locations.Add(location);
        _states.Add(_state.Hidden);
        _upperStates.Add(_upper.Hidden);
        return _state.Hidden;
    }

    /// <summary>The factors [N, features] of dropout at the next glimpse.</summary>
    private Tensor Kept(long features)
    {
        float[] factors = new float[_noise.Rows * features];
        Array.Fill(factors, 1);
        for (int n = 0; n < _noise.Rows; n++)
        {
            _noise.Drop(_locations.Count, n, factors.AsSpan(n * (int)features, (int)features));
        }
        return tensor(factors, [_noise.Rows, features], device: _device);
    }

    /// <summary>The locations [N, 2] of the last glimpse.</summary>
    public float[] Locations() => TorchTensors.ToArray(_locations[^1]);

    /// <summary>The finished rollouts, moved out of <paramref name="scope"/>.</summary>
    public Rollout End(DisposeScope scope)
    {
        bool decided = _means.Count > 0;
        Tensor locations = stack(_locations);
        // Checked once: reading from the device after each glimpse would stall it.
        if (_deviceSensor is not null && locations.isnan().any().ToBoolean())
        {
            throw NumericalException.Mean();
        }
        Tensor hidden = stack(_states), upper = stack(_upperStates);
        Tensor scores = _model.Logits(hidden);
        Rollout rollout = new()
        {
            Locations = locations,
            Samples = decided ? stack(_samples) : null,
            Means = decided ? stack(_means) : null,
            Baselines = decided ? _model.Value(stack(_decisionStates), _reach.Baseline) : null,
            Hidden = hidden,
            LocationHidden = upper,
            GlimpseScores = scores,
            Scores = scores[-1],
        };
        scope.MoveToOuter(locations, hidden, scores);
        scope.MoveToOuter(upper);
        scope.MoveToOuter(rollout.Scores);
        if (decided)
        {
            scope.MoveToOuter(rollout.Samples!, rollout.Means!, rollout.Baselines!);
        }
        return rollout;
    }

    /// <summary>The next location [N, 2]; records the decision if the policy makes it.</summary>
    private Tensor NextLocation()
    {
        int t = _locations.Count;
        if (t < _model.Options.FirstDecision(_noise.Mode, _noise.Glimpses))
        {
            return t == 0 && _model.Options.FirstLocation == FirstLocation.Uniform
                ? tensor(_noise.Starts.ToArray(), [_noise.Rows, 2], device: _device).clamp(-1, 1)
                : _noise.Mode == PolicyMode.Random ? _steps[t].clamp(-1, 1)
                : zeros(_noise.Rows, 2, device: _device);
        }
        Tensor mean = _saliency?.Mean() ?? _model.LocationNetwork.forward(_reach.Location ? _upper.Hidden : _upper.Hidden.detach());
        double sigma = _model.Options.Sigma * _noise.Scale;
        Tensor step = _steps[t];
        Tensor sample = _reach.Sample ? LocationPolicy.AttachedSample(mean, step, sigma) : LocationPolicy.Sample(mean, step, sigma);
        _means.Add(mean);
        _samples.Add(sample);
        _decisionStates.Add(_upper.Hidden);
        return _model.Options.SquashSample ? sample.tanh() : sample.clamp(-1, 1);
    }

    /// <summary>ρ(x, l) [N, K·C·G²] of every rollout at its location [N, 2].</summary>
    private Tensor Sense(Frames frames, Tensor locations)
    {
        using Tensor at = locations.detach().cpu();
        ReadOnlySpan<float> l = MemoryMarshal.Cast<byte, float>(at.bytes);
        int rolloutsOfEach = _noise.Rows / frames.Count;
        Tensor retina = empty(_noise.Rows, _sensor.GlimpseSize);
        Span<float> values = MemoryMarshal.Cast<byte, float>(retina.bytes);
        for (int n = 0; n < _noise.Rows; n++)
        {
            if (float.IsNaN(l[2 * n]) || float.IsNaN(l[2 * n + 1]))
            {
                throw NumericalException.Mean();
            }
            int frame = n / rolloutsOfEach;
            _sensor.Sense(
                frames[frame], frames.SizeOf(frame), l[2 * n], l[2 * n + 1], values.Slice(n * _sensor.GlimpseSize, _sensor.GlimpseSize));
        }
        return retina;
    }
}
