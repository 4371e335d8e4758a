using System.Numerics.Tensors;
using Saccade.Data;
using Saccade.Evaluation;
using Saccade.Figures;
using Saccade.Model;

namespace Saccade.Experiments.Reports;

/// <summary>Lets an agent look and notes where it looked and what it got wrong; images must come in their order, each once.</summary>
internal sealed class WatchedAgent(IAgent agent, int glimpses) : IAgent
{
    private readonly List<Mistake> _mistakes = [];
    private int _seen;

    public ModelOptions Model => agent.Model;

    /// <summary>The glimpses so far; of a net that sees the whole image at once they mean nothing.</summary>
    public GazeMap Gaze { get; } = new(agent.Model.Classes, glimpses);

    /// <summary>The images named wrongly so far, in their order.</summary>
    public IReadOnlyList<Mistake> Mistakes => _mistakes;

    public BatchTrace Look(Batch batch, RolloutNoise noise)
    {
        BatchTrace trace = agent.Look(batch, noise);
        int classes = Model.Classes;
        for (int i = 0; i < batch.Count; i++)
        {
            int label = batch.Labels[i];
            for (int t = 0; Model.Kind == ModelKind.Attention && t < glimpses; t++)
            {
                int at = 2 * (t * batch.Count + i);
                Gaze.Add(label, t, trace.Locations[at], trace.Locations[at + 1]);
            }
            ReadOnlySpan<float> last = trace.Probabilities.AsSpan(((glimpses - 1) * batch.Count + i) * classes, classes);
            int named = TensorPrimitives.IndexOfMax(last);
            if (named != label)
            {
                _mistakes.Add(new(_seen + i, named, last[named], noise.Starts.Slice(2 * i, 2).ToArray(), Steps(noise, i)));
            }
        }
        _seen += batch.Count;
        return trace;
    }

    private static float[] Steps(RolloutNoise noise, int row)
    {
        float[] steps = new float[2 * noise.Glimpses];
        for (int t = 0; t < noise.Glimpses; t++)
        {
            noise.Step(t).Slice(2 * row, 2).CopyTo(steps.AsSpan(2 * t));
        }
        return steps;
    }
}
