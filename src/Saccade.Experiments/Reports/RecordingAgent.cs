using System.Numerics.Tensors;
using Saccade.Figures;
using Saccade.Policy;

namespace Saccade.Experiments.Reports;

/// <summary>Runs an agent and records where it looked and which images it misclassified; batches must come in order, each once.</summary>
internal sealed class RecordingAgent(IAgent agent, int glimpses) : IAgent
{
    private readonly List<Mistake> _mistakes = [];
    private int _images;
    private int _batches;

    public ModelOptions Model => agent.Model;

    public GazeMap Gaze { get; } = new(agent.Model.Classes, glimpses);

    public IReadOnlyList<Mistake> Mistakes => _mistakes;

    public RolloutBatch Forward(IEpisodes episodes, RolloutNoise noise)
    {
        RolloutBatch rollouts = agent.Forward(episodes, noise).RequireFinite();
        (int classes, int count) = (Model.Classes, episodes.Count);
        for (int i = 0; i < count; i++)
        {
            int label = episodes.Labels[i];
            for (int t = 0; t < glimpses; t++)
            {
                int at = 2 * (t * count + i);
                Gaze.Add(label, t, rollouts.Locations[at], rollouts.Locations[at + 1]);
            }
            ReadOnlySpan<float> last = rollouts.Probabilities.AsSpan(((glimpses - 1) * count + i) * classes, classes);
            int predicted = TensorPrimitives.IndexOfMax(last);
            if (predicted != label)
            {
                _mistakes.Add(new(_images + i, _batches, i, last[predicted], noise.Starts.Slice(2 * i, 2).ToArray(), Steps(noise, i)));
            }
        }
        _images += count;
        _batches++;
        return rollouts;
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
