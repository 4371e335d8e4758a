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
            ReadOnlySpan<int> labels = episodes.LabelsOf(i);
            int[] answers = new int[Model.Labels];
            float probability = 1;
            int taken = rollouts.GlimpsesOf(i, count);
            for (int t = 0; t < glimpses; t++)
            {
                int at = 2 * (t * count + i), slot = LabelSequence.SlotAt(t, Model.Labels, glimpses);
                if (t < taken)
                {
                    Gaze.Add(
                        LabelSequence.ClassAt(labels, slot, classes - 1), t, rollouts.Locations[at], rollouts.Locations[at + 1]);
                }
                if ((t + 1) * Model.Labels % glimpses == 0)
                {
                    ReadOnlySpan<float> answer = rollouts.Probabilities.AsSpan((t * count + i) * classes, classes);
                    answers[slot] = TensorPrimitives.IndexOfMax(answer);
                    probability *= answer[answers[slot]];
                }
            }
            ReadOnlySpan<int> read = Model.ReadsSequences ? LabelSequence.Read(answers, classes - 1) : answers;
            if (!read.SequenceEqual(labels))
            {
                _mistakes.Add(new(_images + i, _batches, i, probability, noise.Starts.Slice(2 * i, 2).ToArray(), Steps(noise, i)));
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
