using Saccade.Policy;

namespace Saccade.Evaluation;

/// <summary>An agent whose answers are uniformly random: the chance level of a task.</summary>
/// <param name="model">The model whose number of glimpses and answers it uses.</param>
/// <param name="key">The key of its answers.</param>
public sealed class RandomAgent(ModelOptions model, RandomKey key) : IAgent
{
    private int _episodes;

    /// <inheritdoc/>
    public ModelOptions Model => model;

    /// <inheritdoc/>
    public RolloutBatch Forward(IEpisodes episodes, RolloutNoise noise)
    {
        ArgumentNullException.ThrowIfNull(episodes);
        ArgumentNullException.ThrowIfNull(noise);
        noise.RequireOneFor(episodes.Count);
        int count = episodes.Count;
        bool act = episodes.Answers == AnswerKind.Action;
        RolloutBatch rollouts = RolloutBatch.Create(noise.Glimpses, count, model.Classes, act);
        episodes.Restart();
        for (int i = 0; i < count; i++)
        {
            RandomStream stream = key.Fork(_episodes + i).Stream();
            for (int t = 0; t < noise.Glimpses; t++)
            {
                int answer = stream.NextInt(model.Classes);
                rollouts.Probabilities[(t * count + i) * model.Classes + answer] = 1;
                if (act)
                {
                    rollouts.Actions[t * count + i] = answer;
                }
                if (!episodes.IsStill)
                {
                    episodes.Step(i, location: (0, 0), act ? answer : -1);
                }
            }
        }
        _episodes += count;
        return rollouts;
    }
}
