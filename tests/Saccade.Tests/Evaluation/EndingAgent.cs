using Saccade.Evaluation;
using Saccade.Networks;
using Saccade.Policy;
using Saccade.Tasks;
using Saccade.Tests.Reference;

namespace Saccade.Tests.Evaluation;

/// <summary>
/// An agent that answers 0 for image i from glimpse i + 1 on and else 1, with probabilities 0.5, 0.7, 0.9 by the glimpse. It ends after 1
/// glimpse at prices above 0.03, else after i + 1 of at most T.
/// </summary>
internal sealed class EndingAgent : IAgent
{
    public ModelOptions Model { get; } =
        Synthetic.Tiny with { Stop = new() { Units = 3, LowestPrice = 0.01, HighestPrice = 0.1, Price = 0.02 } };

    public RolloutBatch Forward(IEpisodes episodes, RolloutNoise noise)
    {
        int count = episodes.Count;
        RolloutBatch rollouts = new()
        {
            Locations = [.. Enumerable.Range(0, 2 * noise.Glimpses * count).Select(i => i / (2f * noise.Glimpses * count))],
            Values = new float[noise.Glimpses * count],
            Probabilities = [.. Enumerable.Range(0, noise.Glimpses * count).SelectMany(row => Answer(row / count, row % count))],
            GlimpsesTaken = noise.Prices.Length == 0 ? []
                : [.. noise.Prices.ToArray().Select((price, i) => price > 0.03 ? 1 : Math.Min(i + 1, noise.Glimpses))],
        };
        rollouts.RepeatLast();
        return rollouts;
    }

    private static float[] Answer(int t, int image)
    {
        float[] answer = new float[Synthetic.Tiny.Classes];
        answer[image <= t ? 0 : 1] = 0.5f + 0.2f * t;
        return answer;
    }
}
