using System.Runtime.InteropServices;
using Saccade.Geometry;
using Saccade.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Saccade.Model;

/// <summary>
/// N rollouts of a model glimpse by glimpse: what is looked at may change in between, as it does in a game. Its tensors
/// belong to the dispose scope in which it is used.
/// </summary>
internal sealed class RolloutUnderWay
{
    private readonly RecurrentAttentionModel _model;
    private readonly RolloutNoise _noise;
    private readonly GradientReach _reach;
    private readonly ImageSize _size;
    private readonly GlimpseSensor _sensor;
    private readonly TorchSensor? _deviceSensor;
    private readonly Device _device;
    private readonly Tensor _steps; // [T, N, 2]
    private readonly List<Tensor> _locations = [];
    private readonly List<Tensor> _samples = [];
    private readonly List<Tensor> _means = [];
    private readonly List<Tensor> _judged = [];
    private readonly List<Tensor> _states = [];
    private CoreState _state;
    private ReadOnlyMemory<byte> _pixels;
    private Tensor? _sums;

    /// <summary>Begins rollouts.</summary>
    /// <param name="model">The model.</param>
    /// <param name="size">Channels, height and width of the images.</param>
    /// <param name="noise">The randomness of N rollouts.</param>
    /// <param name="reach">Which heads pass their gradient on into the core.</param>
    /// <param name="sensorOnDevice">Whether the sensor is that of other devices even where the weights are on the CPU.</param>
    public RolloutUnderWay(RecurrentAttentionModel model, ImageSize size, RolloutNoise noise, GradientReach reach, bool sensorOnDevice = false)
    {
        (_model, _noise, _reach) = (model, noise, reach);
        _size = size;
        _sensor = new(model.Options.Sensor, size);
        _device = model.parameters().First().device;
        // Elsewhere than on the CPU the images go there, rather than every glimpse back and forth.
        _deviceSensor = sensorOnDevice || _device.type != DeviceType.CPU ? new(model.Options.Sensor, size, _device) : null;
        _steps = tensor(noise.Steps.ToArray(), [noise.Glimpses, noise.Rows, 2], device: _device);
        _state = model.Core.Start(noise.Rows, _device);
    }

    /// <summary>Shows images [B, C, H, W], 0 to 255, with N / B rollouts each: what the next glimpses see.</summary>
    public void Show(ReadOnlyMemory<byte> pixels)
    {
        _pixels = pixels;
        if (_deviceSensor is not null)
        {
            using Tensor images = tensor(pixels.ToArray(), [pixels.Length / _size.Pixels, _size.Channels, _size.Height, _size.Width], device: _device);
            _sums = TorchSensor.Sums(images);
        }
    }

    /// <summary>Takes the next glimpse of what is shown; gives h_t [N, H].</summary>
    /// <exception cref="SaccadeException">The location network's mean is not a number; where the sensor is on the device, <see cref="End"/> tells it.</exception>
    public Tensor Look()
    {
        Tensor look = NextLocation().clamp(-1, 1);
        Tensor seen = _deviceSensor?.Sense(_sums!, look) ?? Sense(_pixels.Span, look);
        _state = _model.Core.Step(_model.GlimpseNetwork.forward(seen, look), _state);
        _locations.Add(look);
        _states.Add(_state.Hidden);
        return _state.Hidden;
    }

    /// <summary>What has been done, moved out of <paramref name="scope"/>.</summary>
    public Rollout End(DisposeScope scope)
    {
        bool decided = _means.Count > 0;
        Tensor locations = stack(_locations);
        // To ask a device at each glimpse would keep it waiting.
        if (_deviceSensor is not null && locations.isnan().any().ToBoolean())
        {
            throw NumericalFault.Mean();
        }
        Tensor hidden = stack(_states);
        Tensor scores = _model.Act(hidden);
        Rollout rollout = new()
        {
            Locations = locations,
            Samples = decided ? stack(_samples) : null,
            Means = decided ? stack(_means) : null,
            Baselines = decided ? _model.Judge(stack(_judged), _reach.Baseline) : null,
            Hidden = hidden,
            GlimpseScores = scores,
            Scores = scores[-1],
        };
        scope.MoveToOuter(rollout.Locations, rollout.Hidden, rollout.Scores);
        scope.MoveToOuter(rollout.GlimpseScores);
        if (decided)
        {
            scope.MoveToOuter(rollout.Samples!, rollout.Means!, rollout.Baselines!);
        }
        return rollout;
    }

    /// <summary>Where to look next, before clamping [N, 2]; notes the decision if it is one of the policy.</summary>
    private Tensor NextLocation()
    {
        int t = _locations.Count;
        FirstLocation first = _model.Options.FirstLocation;
        if (t == 0 && first == FirstLocation.Uniform)
        {
            return tensor(_noise.Starts.ToArray(), [_noise.Rows, 2], device: _device);
        }
        if (t == 0 && first == FirstLocation.Centre && _noise.Mode != PolicyMode.Random)
        {
            return zeros(_noise.Rows, 2, device: _device);
        }
        Tensor step = _steps[t];
        if (_noise.Mode == PolicyMode.Random)
        {
            return step;
        }
        Tensor mean = _model.LocationNetwork.forward(_reach.Location ? _state.Hidden : _state.Hidden.detach());
        Tensor sample = LocationPolicy.Sample(mean, step, _model.Options.Sigma * _noise.Width);
        _means.Add(mean);
        _samples.Add(sample);
        _judged.Add(_state.Hidden);
        return sample;
    }

    /// <summary>ρ(x, l) [N, K·C·G²] of every rollout at its location [N, 2].</summary>
    private Tensor Sense(ReadOnlySpan<byte> pixels, Tensor locations)
    {
        using Tensor at = locations.cpu();
        ReadOnlySpan<float> l = MemoryMarshal.Cast<byte, float>(at.bytes);
        int rolloutsOfEach = _noise.Rows / (pixels.Length / _sensor.Size.Pixels);
        Tensor retina = empty(_noise.Rows, _sensor.GlimpseSize);
        Span<float> values = MemoryMarshal.Cast<byte, float>(retina.bytes);
        for (int n = 0; n < _noise.Rows; n++)
        {
            if (float.IsNaN(l[2 * n]) || float.IsNaN(l[2 * n + 1]))
            {
                throw NumericalFault.Mean();
            }
            _sensor.Sense(
                pixels.Slice(n / rolloutsOfEach * _sensor.Size.Pixels, _sensor.Size.Pixels),
                l[2 * n], l[2 * n + 1], values.Slice(n * _sensor.GlimpseSize, _sensor.GlimpseSize));
        }
        return retina;
    }
}
