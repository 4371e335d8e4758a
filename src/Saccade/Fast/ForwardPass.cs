using Saccade.Geometry;
using Saccade.Model;
using Saccade.Runtime;

namespace Saccade.Fast;

/// <summary>
/// The way forward (paper §3.1): decide where to look, take a glimpse, take it into the core; then name and judge. A member
/// of a team does all this for its own rollouts, but the large products for its panels of all of them.
/// </summary>
internal sealed class ForwardPass(ModelOptions model, AttentionLayers layers, NetworkWeights weights, RolloutTracks tracks, Member member)
{
    private readonly int _glimpseHidden = MatrixKernel.Padded(model.GlimpseHidden);
    private readonly float[]? _gains = model.RetinaGains();
    private GlimpseSensor? _sensor;

    /// <summary>Begins its own of the rollouts taken on: h_0 = 0.</summary>
    public void Begin(ImageSize size)
    {
        member.RowsOf(tracks.States(0)).Clear();
        if (tracks.Cells is Track cells)
        {
            member.RowsOf(cells[0]).Clear();
        }
        if (_sensor?.Size != size)
        {
            _sensor = new GlimpseSensor(model.Sensor, size);
        }
    }

    /// <summary>Decides where glimpse t goes. The noise of these rollouts begins at row <paramref name="first"/>.</summary>
    public void Decide(int t, RolloutNoise noise, int first)
    {
        ReadOnlySpan<float> steps = noise.Step(t).Slice(2 * first, 2 * tracks.Rollouts);
        if (t < FirstDecision(model, noise))
        {
            ReadOnlySpan<float> places = t == 0 && model.FirstLocation == FirstLocation.Uniform ? noise.Starts.Slice(2 * first, 2 * tracks.Rollouts)
                : noise.Mode == PolicyMode.Random ? steps : [];
            for (int i = member.Rollouts.First; i < member.Rollouts.End; i++)
            {
                Place(t, i, places.IsEmpty ? 0 : places[2 * i], places.IsEmpty ? 0 : places[2 * i + 1]);
            }
            return;
        }
        Matrix state = member.RowsOf(tracks.States(t));
        if (layers.LocationHidden is LinearLayer hidden)
        {
            Matrix units = member.RowsOf(tracks.LocationHidden![t]);
            weights.Forward(hidden, state, units, relu: true);
            state = units;
        }
        weights.Forward(layers.Mean, state, member.RowsOf(tracks.Means[t]), relu: false);
        float sigma = (float)(model.Sigma * noise.Width);
        for (int i = member.Rollouts.First; i < member.Rollouts.End; i++)
        {
            Span<float> mean = tracks.Means[t].Row(i)[..2];
            Span<float> sample = tracks.Samples[t].Row(i);
            for (int axis = 0; axis < 2; axis++)
            {
                mean[axis] = model.SquashMean ? MathF.Tanh(mean[axis]) : mean[axis];
                sample[axis] = mean[axis] + steps[2 * i + axis] * sigma;
            }
            Place(t, i, sample[0], sample[1]);
        }
    }

    /// <summary>The first glimpse that the policy decides on; T if none.</summary>
    public static int FirstDecision(ModelOptions model, RolloutNoise noise) =>
        noise.Mode == PolicyMode.Random ? noise.Glimpses : model.FirstLocation == FirstLocation.Learned ? 0 : 1;

    /// <summary>ρ(x, l_t) of rollout i.</summary>
    public void Sense(int t, int i, ReadOnlySpan<byte> image)
    {
        Span<float> retina = tracks.Retina[t].Row(i)[.._sensor!.GlimpseSize];
        Span<float> place = tracks.Place[t].Row(i);
        _sensor.Sense(image, place[0], place[1], retina);
        if (_gains is not null)
        {
            System.Numerics.Tensors.TensorPrimitives.Multiply(retina, _gains, retina);
        }
    }

    /// <summary>Takes in what was sensed at glimpse t: g = f_g(ρ, l), h' = f_h(h, g).</summary>
    public void TakeIn(int t)
    {
        Matrix joined = tracks.Joined[t], own = member.RowsOf(joined);
        weights.Forward(layers.What, member.RowsOf(tracks.Retina[t]), own, relu: true);
        weights.Forward(layers.Where, member.RowsOf(tracks.Place[t]), own.TakeColumns(_glimpseHidden, _glimpseHidden), relu: true);
        member.Meet();
        weights.Forward(layers.Join, joined, tracks.Features(t), relu: true, member);
        member.Meet();
        Matrix output = tracks.Gates is Track gates ? gates[t] : tracks.States(t + 1);
        weights.Forward(layers.Core, tracks.CoreInputs[t], output, relu: tracks.Gates is null, member);
        member.Meet();
        if (tracks.Gates is not null)
        {
            LstmCell.Forward(
                member.RowsOf(output), member.RowsOf(tracks.Cells![t]), member.RowsOf(tracks.Cells[t + 1]), member.RowsOf(tracks.CellOutputs![t]),
                member.RowsOf(tracks.States(t + 1)), model.Hidden);
        }
    }

    /// <summary>The scores of the classes from some states.</summary>
    public void Name(StateRange states) => Conclude(layers.Action, states, tracks.Scores);

    /// <summary>The reward expected from some states.</summary>
    public void Judge(StateRange states) => Conclude(layers.Baseline, states, tracks.Baselines);

    private void Conclude(LinearLayer layer, StateRange states, Track conclusions)
    {
        for (int state = states.First; state < states.End; state++)
        {
            weights.Forward(layer, member.RowsOf(tracks.States(state)), member.RowsOf(conclusions[state]), relu: false);
        }
    }

    private void Place(int t, int i, float x, float y)
    {
        if (float.IsNaN(x) || float.IsNaN(y))
        {
            throw NumericalFault.Mean();
        }
        Span<float> place = tracks.Place[t].Row(i);
        (place[0], place[1]) = (Math.Clamp(x, -1, 1), Math.Clamp(y, -1, 1));
    }
}
