using Saccade.Evaluation;
using Saccade.Networks;
using Saccade.Policy;
using Saccade.Tasks;

namespace Saccade.Tests.Evaluation;

/// <summary>An agent whose probabilities a test makes up from image, first location and glimpse.</summary>
internal sealed class ScriptedAgent(int classes, int glimpses, ScriptedAgent.Thought think, int labels = 1) : IAgent
{
    /// <summary>The probabilities [classes] after glimpse t (from 0) of the rollout that begins at (x, y).</summary>
    public delegate float[] Thought(byte[] image, float x, float y, int t);

    public ModelOptions Model { get; } =
        new() { Classes = classes, Glimpses = glimpses, Labels = labels, Sensor = new() { PatchSide = 2, Scales = 2 } };

    /// <summary>The noise of each forward pass, in their order.</summary>
    public List<RolloutNoise> Noise { get; } = [];

    /// <summary>Moves a tenth of a unit to the right and a fifth down each time; expects the reward t + x.</summary>
    public RolloutBatch Forward(IEpisodes episodes, RolloutNoise noise)
    {
        Noise.Add(noise);
        byte[] image = new byte[episodes.Size.Pixels];
        List<float> locations = [], probabilities = [], values = [];
        for (int t = 0; t < noise.Glimpses; t++)
        {
            for (int row = 0; row < episodes.Count; row++)
            {
                (float x, float y) = (noise.Starts[2 * row], noise.Starts[2 * row + 1]);
                locations.AddRange([Math.Clamp(x + 0.1f * t, -1, 1), Math.Clamp(y + 0.2f * t, -1, 1)]);
                episodes.Render(row, image);
                probabilities.AddRange(think(image, x, y, t));
                values.Add(t + x);
            }
        }
        return new() { Locations = [.. locations], Probabilities = [.. probabilities], Values = [.. values] };
    }
}
