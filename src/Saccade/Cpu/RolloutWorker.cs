using Saccade.Cpu.Buffers;
using Saccade.Cpu.Kernels;
using Saccade.Cpu.Layers;
using Saccade.Cpu.Losses;
using Saccade.Cpu.Networks;
using Saccade.Cpu.Threading;
using Saccade.Evaluation;
using Saccade.Policy;
using Saccade.Sensing;
using Saccade.Training;

namespace Saccade.Cpu;

/// <summary>
/// Runs the recurrent attention model on micro-batches: so few rollouts that the activations are still in the cache when the backward pass
/// reads them. Or, as a member of a group, on its part of a whole batch.
/// </summary>
internal sealed class RolloutWorker(ModelOptions model, LossOptions loss, AttentionNetworks networks, GroupMember member) : IModelWorker
{
    // 16 and 20 are as fast; with 32, fewer of which can be stolen, a batch of 512 takes up to a tenth longer.
    public const int RolloutsOfMicroBatch = 24;

    private readonly FrameBuffer _frames = new();
    private readonly HybridLoss _classLoss = model.ReadsSequences
        ? new SequenceLoss(model, loss, networks, member)
        : new ClassificationLoss(model, loss, networks, member);
    private readonly ActionLoss _actionLoss = new(model, loss, networks, member);
    private readonly float[] _probabilities = new float[model.Classes];
    private GlimpseSensor? _sensor;

    public IGradient Gradient => networks.Gradient;

    public int Check(IEpisodes episodes, RolloutNoise noise, bool training)
    {
        GlimpseRollouts.Require(model, episodes, noise);
        if (!training)
        {
            noise.RequireOneFor(episodes.Count);
        }
        return noise.Rows;
    }

    public int MicroBatch(IEpisodes episodes, bool training) => episodes.IsStill ? RolloutsOfMicroBatch : int.MaxValue;

    public void Reserve(int glimpses, int rollouts) => networks.Reserve(glimpses, rollouts, training: true);

    public void Forward(IEpisodes episodes, IndexRange range, RolloutNoise noise, RolloutBatch? rollouts)
    {
        int each = noise.Rows / episodes.Count;
        bool training = rollouts is null;
        if (member.IsAlone)
        {
            networks.Reserve(noise.Glimpses, range.Count * each, training);
        }
        if (_sensor?.Size != episodes.Size)
        {
            _sensor = new GlimpseSensor(model.Sensor, episodes.Size);
        }
        member.Assign(range.Count, each);
        int first = range.First + member.Rollouts.First / each, count = member.Rollouts.Count / each;
        for (int i = member.Rollouts.First; i < member.Rollouts.End; i++)
        {
            networks.Rows[i] = range.First * each + i;
        }
        for (int t = 0; t < noise.Glimpses && (training || member.Rollouts.Count > 0); t++)
        {
            if (t == 0 || !episodes.IsStill)
            {
                _frames.Render(episodes, first, count, whole: !episodes.IsStill || model.Context.Side > 0);
            }
            if (t == 0)
            {
                networks.Start(_frames, each, member);
            }
            networks.Location.Forward(t, noise, networks.Rows, member);
            for (int i = member.Rollouts.First; i < member.Rollouts.End; i++)
            {
                int frame = networks.Rows[i] / each - first;
                networks.Glimpse.Sense(t, i, _sensor, _frames, frame);
            }
            networks.Glimpse.Forward(t, training, member);
            networks.Dropout.Forward(t, noise, range.First * each, member);
            networks.Core.Forward(t, member);
            networks.LocationCore?.Forward(t, member);
            if (!episodes.IsStill)
            {
                Step(t, episodes, range.First, noise);
            }
            if (rollouts is not null)
            {
                Record(t, noise, rollouts);
            }
        }
    }

    public void Backward(IEpisodes episodes, IndexRange range, RolloutNoise noise, LossWeights weights, LossSums sums)
    {
        HybridLoss used = episodes.Answers == AnswerKind.Action ? _actionLoss : _classLoss;
        LossStates states = used.Run(new LossBatch(episodes, range.First, noise, weights), sums);
        networks.Backward(noise, range.First * (noise.Rows / episodes.Count), states, member);
    }

    public void Dispose() => networks.Dispose();

    /// <summary>Records glimpse t of the rollouts, and ends those whose stop action is more probable than not.</summary>
    private void Record(int t, RolloutNoise noise, RolloutBatch rollouts)
    {
        int classes = model.Classes, state = t + 1, kept = 0;
        bool mayEnd = rollouts.GlimpsesTaken.Length > 0 && state < noise.Glimpses;
        networks.Action.Forward(new(state, state + 1), member);
        networks.Baseline.Forward(new(state, state + 1), member);
        if (mayEnd)
        {
            networks.Stop!.Forward(state, noise, networks.Rows, member);
        }
        for (int i = 0; i < member.Rollouts.Count; i++)
        {
            int episode = networks.Rows[i], row = t * noise.Rows + episode;
            networks.Glimpse.Locations[t].Row(i)[..2].CopyTo(rollouts.Locations.AsSpan(2 * row));
            Softmax.Compute(networks.Action.Logits[state].Row(i)[..classes], rollouts.Probabilities.AsSpan(row * classes, classes));
            rollouts.Values[row] = networks.Baseline.Values[state].Row(i)[0];
            if (rollouts.Actions.Length > 0)
            {
                rollouts.Actions[row] = networks.Actions[t * networks.Rollouts + i];
            }
            if (mayEnd && networks.Stop!.Logits[state].Row(i)[0] > 0)
            {
                rollouts.GlimpsesTaken[episode] = state;
                continue;
            }
            networks.Move(state, from: i, to: kept++);
        }
        if (kept < member.Rollouts.Count)
        {
            networks.Keep(kept);
            member.Keep(kept);
        }
    }

    /// <summary>Moves the member's episodes to their next step, by the chosen actions where answers are actions.</summary>
    private void Step(int t, IEpisodes episodes, int first, RolloutNoise noise)
    {
        bool act = episodes.Answers == AnswerKind.Action;
        if (act)
        {
            networks.Action.Forward(new(t + 1, t + 2), member);
        }
        for (int i = member.Rollouts.First; i < member.Rollouts.End; i++)
        {
            int action = -1;
            if (act)
            {
                Softmax.Compute(networks.Action.Logits[t + 1].Row(i)[..model.Classes], _probabilities);
                action = noise.ChooseAction(t, first + i, _probabilities);
            }
            networks.Actions[t * networks.Rollouts + i] = action;
            Span<float> location = networks.Glimpse.Locations[t].Row(i);
            episodes.Step(first + i, (location[0], location[1]), action);
        }
    }
}
